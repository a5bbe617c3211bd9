package io.saksi.agent.cli.incident;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.rpc.AdminChannels;
import io.saksi.agent.cli.rpc.CallFailure;
import io.saksi.agent.tls.Transport;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.GetIncidentReply;
import io.saksi.proto.v1.GetIncidentRequest;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.ListIncidentsReply;
import io.saksi.proto.v1.ListIncidentsRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asks agents in turn, the next one as soon as one fails, is out of touch with the Raft leader or
 * lets us wait. The first that is in touch is believed; where none is, the one whose replica is the
 * furthest, once all have answered or the time is over.
 */
final class IncidentClient {
  /** How long an agent may be silent before the next is asked as well. */
  private static final long HEDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(150);

  private final Supplier<Transport> transport;
  private final List<AgentAddress> agents;
  private final long timeoutNanos;

  /** How one agent's call ended. */
  private sealed interface Attempt<T> {
    record Answered<T>(T answer) implements Attempt<T> {}

    record Failed<T>(AgentAddress agent, String why) implements Attempt<T> {}
  }

  private interface Call<T> {
    T of(AdminGrpc.AdminBlockingStub stub);
  }

  IncidentClient(AgentsOptions options) {
    transport = options::transport;
    agents = options.agents();
    timeoutNanos = options.timeout().toNanos();
  }

  /**
   * Blocks until an answer came or the time is over.
   *
   * @throws CliFailure if no agent answered
   */
  ListIncidentsReply list() throws InterruptedException {
    return ask(
        stub -> stub.listIncidents(ListIncidentsRequest.getDefaultInstance()),
        reply -> reply.getView().getLeaderView(),
        (one, other) -> isNewer(one.getView(), other.getView()));
  }

  private static boolean isNewer(HistoryView one, HistoryView other) {
    return Long.compareUnsigned(one.getStateVersion(), other.getStateVersion()) > 0;
  }

  /**
   * With its elections.
   *
   * @throws CliFailure if no agent answered, or none that did keeps it
   */
  GetIncidentReply get(long number) throws InterruptedException {
    return ask(
            stub -> find(stub, number),
            found -> found.map(reply -> reply.getView().getLeaderView()).orElse(false),
            IncidentClient::tellsMore)
        .orElseThrow(() ->
            new CliFailure(
                ExitCode.CLUSTER_PROBLEM,
                "no incident " + number + " is kept",
                "saksi incident list shows those that are; older ones are forgotten."));
  }

  private static boolean tellsMore(
      Optional<GetIncidentReply> one, Optional<GetIncidentReply> other) {
    return one.isPresent()
        && (other.isEmpty() || isNewer(one.get().getView(), other.get().getView()));
  }

  private static Optional<GetIncidentReply> find(AdminGrpc.AdminBlockingStub stub, long number) {
    try {
      return Optional.of(
          stub.getIncident(GetIncidentRequest.newBuilder().setNumber(number).build()));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private interface Better<T> {
    boolean isBetter(T one, T other);
  }

  private <T> T ask(Call<T> call, Predicate<T> good, Better<T> better) throws InterruptedException {
    long end = System.nanoTime() + timeoutNanos;
    BlockingQueue<Attempt<T>> attempts = new LinkedBlockingQueue<>();
    Map<String, String> failures = new TreeMap<>();
    T best = null;
    try (AdminChannels channels = new AdminChannels(transport)) {
      int asked = 0;
      for (int ended = 0; ended < agents.size(); ) {
        if (asked == ended) {
          start(channels, agents.get(asked++), call, attempts);
        }
        long left = end - System.nanoTime();
        boolean others = asked < agents.size();
        Attempt<T> attempt =
            attempts.poll(others ? Math.min(left, HEDGE_NANOS) : left, TimeUnit.NANOSECONDS);
        if (attempt == null) {
          if (left <= 0) {
            break;
          } else if (others) {
            start(channels, agents.get(asked++), call, attempts);
          }
          continue;
        }
        ended++;
        switch (attempt) {
          case Attempt.Failed<T>(AgentAddress agent, String why) ->
              failures.put(agent.toString(), why);
          case Attempt.Answered<T>(T answer) -> {
            if (good.test(answer)) {
              return answer;
            }
            best = best == null || better.isBetter(answer, best) ? answer : best;
          }
        }
      }
    }
    if (best == null) {
      throw nobody(failures);
    }
    return best;
  }

  private <T> void start(
      AdminChannels channels, AgentAddress agent, Call<T> call, BlockingQueue<Attempt<T>> to) {
    Thread.ofVirtual().name("ask " + agent).start(() -> to.add(attempt(channels, agent, call)));
  }

  private <T> Attempt<T> attempt(AdminChannels channels, AgentAddress agent, Call<T> call) {
    try {
      return new Attempt.Answered<>(
          call.of(
              AdminGrpc.newBlockingStub(channels.open(agent))
                  .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)));
    } catch (Exception e) {
      return new Attempt.Failed<>(agent, CallFailure.describe(e));
    }
  }

  private CliFailure nobody(Map<String, String> failures) {
    StringBuilder remedy = new StringBuilder();
    for (AgentAddress agent : agents) {
      String why = failures.getOrDefault(agent.toString(), "no answer in time");
      remedy.append(agent).append(": ").append(why).append('\n');
    }
    remedy.append(
        "Is the agent running there (systemctl status saksi), and is this its address?\n");
    remedy.append("Name agents with --agents or SAKSI_AGENTS; --timeout waits longer.");
    return new CliFailure(ExitCode.NO_ANSWER, "no agent answered", remedy.toString());
  }
}
