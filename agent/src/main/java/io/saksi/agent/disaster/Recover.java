package io.saksi.agent.disaster;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.peer.Channels;
import io.saksi.core.audit.Request;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.raft.RaftStartException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One run of the command: look, object, ask, wait, look again, carry out. */
public final class Recover {
  /**
   * What the operator says.
   *
   * @param lost who is off for good, one by one
   * @param olderLogAccepted as {@link Objections#of}
   * @param longestLease the longest that the lost ones were ever set to; empty: not known
   */
  public record Order(
      Set<NodeId> lost,
      boolean olderLogAccepted,
      Optional<Duration> longestLease,
      boolean dryRun,
      Request request) {
    public Order {
      lost = Set.copyOf(lost);
    }
  }

  /** Whom it is told to, and who is asked. */
  public interface Dialogue {
    /** May refuse by an exception of its own. */
    void confirm(Plan plan);

    /** What takes a while is about to begin. */
    void progress(String what);
  }

  private final AgentConfig config;
  private final Recovering recovering;

  public Recover(AgentConfig config, Channels channels) {
    this.config = config;
    recovering = new Recovering(config, new Elsewhere(channels));
  }

  /** What came of it: nothing for a dry run, or where there were objections. */
  public record Outcome(Plan plan, Optional<Path> kept) {}

  /** One that was confirmed before and interrupted goes on, without further questions. */
  public Optional<Path> goOn() throws IOException, RaftStartException {
    Optional<Intent> interrupted = recovering.interrupted();
    return interrupted.isEmpty()
        ? Optional.empty()
        : Optional.of(recovering.finish(interrupted.get()));
  }

  /** Whether there was anything to give up. */
  public boolean abandon() throws IOException, RaftStartException {
    return recovering.abandon();
  }

  public Outcome run(Order order, Dialogue dialogue)
      throws RaftStartException, DisasterException, IOException, InterruptedException {
    Plan plan = plan(order);
    if (order.dryRun() || !plan.objections().isEmpty()) {
      return new Outcome(plan, Optional.empty());
    }
    dialogue.confirm(plan);
    waitOut(plan.lease(), dialogue);
    // Whoever came back while it was thought about and waited for is heard now.
    Plan last = plan(order);
    if (!last.objections().isEmpty()) {
      return new Outcome(last, Optional.empty());
    }
    dialogue.progress("making Raft group " + last.intent().fresh());
    return new Outcome(last, Optional.of(recovering.carryOut(last.intent())));
  }

  private Plan plan(Order order)
      throws RaftStartException, DisasterException, IOException, InterruptedException {
    Facts facts = recovering.look();
    List<Answer> answers = recovering.ask(facts);
    List<Objection> objections =
        Objections.of(facts, answers, order.lost(), order.olderLogAccepted());
    Duration longest = Recovering.leaseToWaitOut(facts.state(), order.longestLease());
    Intent intent = recovering.intent(facts, order.lost());
    Optional<ClusterState> after =
        objections.isEmpty()
            ? Optional.of(recovering.decide(facts, answers, intent, longest, order.request()))
            : Optional.empty();
    return new Plan(
        config.node(),
        facts,
        answers,
        intent,
        objections,
        Recovering.stretched(facts.state(), longest),
        after);
  }

  private static void waitOut(Duration lease, Dialogue dialogue) throws InterruptedException {
    dialogue.progress(
        "waiting out the longest lease that a lost node may hold: " + lease.toMillis() + " ms");
    TimeUnit.NANOSECONDS.sleep(lease.toNanos());
  }
}
