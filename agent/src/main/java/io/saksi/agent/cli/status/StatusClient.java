package io.saksi.agent.cli.status;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.rpc.AdminChannels;
import io.saksi.agent.cli.rpc.CallFailure;
import io.saksi.agent.tls.Transport;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.GetStatusRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks agents for the status of their cluster. The first is asked at once, the next as soon as one
 * fails or lets us wait, so that a dead agent in the list costs a moment and not its time-out. The
 * first answer with the Raft leader's measurements wins; one without them is kept for the case that
 * nobody has better.
 */
public final class StatusClient {
  /** How long an agent may be silent before the next is asked as well. */
  static final Duration HEDGE_AFTER = Duration.ofMillis(150);

  /** How long an answer without the leader's measurements is held back for a better one. */
  static final Duration BETTER_ANSWER_GRACE = Duration.ofMillis(500);

  private final Supplier<Transport> transport;
  private final List<AgentAddress> agents;
  private final Duration timeout;
  private final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
  private final Map<AgentAddress, String> failures = new LinkedHashMap<>();

  /** How one agent's call ended. */
  private sealed interface Attempt {
    record Answered(StatusAnswer answer) implements Attempt {}

    record Failed(AgentAddress agent, String why) implements Attempt {}
  }

  public StatusClient(AgentsOptions options) {
    this(options.agents(), options.timeout(), options::transport);
  }

  /** For other commands that know whom to ask. */
  public StatusClient(List<AgentAddress> agents, Duration timeout, Supplier<Transport> transport) {
    this.transport = transport;
    this.agents = List.copyOf(agents);
    this.timeout = timeout;
  }

  /**
   * Blocks until an answer came or {@code timeout} has passed.
   *
   * @throws CliFailure if no agent answered
   */
  public StatusAnswer ask() throws InterruptedException {
    try (AdminChannels channels = new AdminChannels(transport)) {
      StatusAnswer answer = firstGood(channels);
      if (answer == null) {
        throw noAnswer();
      }
      return answer;
    }
  }

  private StatusAnswer firstGood(AdminChannels channels) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    StatusAnswer best = null;
    int asked = 0;
    for (int ended = 0; ended < agents.size(); ) {
      while (asked < agents.size() && (best != null || asked == ended)) {
        start(channels, agents.get(asked++));
      }
      Attempt attempt = attempts.poll(patience(asked, end), TimeUnit.NANOSECONDS);
      if (attempt == null) {
        if (end - System.nanoTime() <= 0) {
          return best;
        }
        if (asked < agents.size()) {
          start(channels, agents.get(asked++));
        }
        continue;
      }
      ended++;
      switch (attempt) {
        case Attempt.Failed(AgentAddress agent, String why) -> failures.put(agent, why);
        case Attempt.Answered(StatusAnswer answer) -> {
          if (answer.hasLeaderView()) {
            return answer;
          }
          best = best == null || answer.isNewerThan(best) ? answer : best;
          end = Math.min(end, System.nanoTime() + BETTER_ANSWER_GRACE.toNanos());
        }
      }
    }
    return best;
  }

  private long patience(int asked, long end) {
    long left = Math.max(0, end - System.nanoTime());
    return asked < agents.size() ? Math.min(left, HEDGE_AFTER.toNanos()) : left;
  }

  private void start(AdminChannels channels, AgentAddress agent) {
    Thread.ofVirtual().name("ask " + agent).start(() -> attempts.add(attempt(channels, agent)));
  }

  private Attempt attempt(AdminChannels channels, AgentAddress agent) {
    try {
      var status =
          AdminGrpc.newBlockingStub(channels.open(agent))
              .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
              .getStatus(GetStatusRequest.getDefaultInstance());
      return new Attempt.Answered(new StatusAnswer(agent, status));
    } catch (Exception e) {
      return new Attempt.Failed(agent, CallFailure.describe(e));
    }
  }

  private CliFailure noAnswer() {
    StringBuilder remedy = new StringBuilder();
    for (AgentAddress agent : agents) {
      String why = failures.getOrDefault(agent, "no answer within " + Units.age(timeout));
      remedy.append(agent).append(": ").append(why).append('\n');
    }
    remedy.append(
        "Is the agent running there (systemctl status saksi), and is this its address?\n");
    remedy.append("Name agents with --agents or SAKSI_AGENTS; --timeout waits longer.");
    return new CliFailure(
        ExitCode.NO_ANSWER, "no agent answered; tried " + join(agents), remedy.toString());
  }

  private static String join(Collection<AgentAddress> agents) {
    return String.join(", ", agents.stream().map(AgentAddress::toString).toList());
  }
}
