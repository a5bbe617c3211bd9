package io.saksi.agent.node;

import io.saksi.core.command.Level;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What this node says of itself to the others. Confined to the event loop. */
final class OwnReport {
  /** A look is bounded by the answers that it waits for; only a disk makes it longer. */
  private static final Duration LOOK_STANDS = Duration.ofSeconds(10);

  private static final Postgres ENDING = new Postgres.Busy("ending its processes", true);

  private final NodeId self;
  private final Supplier<Moment> clock;
  private final Promises promises;
  private final Hands hands;
  private final LeaseGuard guard;
  private final Supplier<Set<NodeId>> canFence;
  private final LeaseKeeper lease;
  private final ActionLane lane;
  private final Lookout lookout;

  OwnReport(
      NodeId self,
      Supplier<Moment> clock,
      Promises promises,
      Hands hands,
      LeaseGuard guard,
      Supplier<Set<NodeId>> canFence,
      LeaseKeeper lease,
      ActionLane lane,
      Lookout lookout) {
    this.self = self;
    this.clock = clock;
    this.promises = promises;
    this.hands = hands;
    this.guard = guard;
    this.canFence = canFence;
    this.lease = lease;
    this.lane = lane;
    this.lookout = lookout;
  }

  /**
   * @param seen in the last look
   * @param postmasterGone what served has ended since that look
   * @param applied the version of the state that this node's Raft peer has applied
   */
  NodeReport of(Hands.Facts seen, boolean postmasterGone, long applied) {
    return new NodeReport(
        self,
        promises.promised(),
        seen.instance(),
        lane.busy()
            .<Postgres>map(what -> new Postgres.Busy(hands.progress().orElse(what)))
            .orElseGet(() -> postmasterGone ? ENDING : standing(seen)),
        seen.gate(),
        lease.remaining(),
        applied,
        trouble(),
        factsOf(seen));
  }

  /** What was seen stands for a while; a look that does not end says that nothing is known. */
  private Postgres standing(Hands.Facts seen) {
    boolean answersLooks =
        seen.postgres() instanceof Postgres.Primary || seen.postgres() instanceof Postgres.Standby;
    return lookout.hangs(LOOK_STANDS) && answersLooks
        ? new Postgres.Busy("not to be seen: its disk does not answer")
        : seen.postgres();
  }

  private List<String> trouble() {
    return Stream.concat(lane.trouble().stream(), hands.condition().warnings().stream()).toList();
  }

  private NodeFacts factsOf(Hands.Facts seen) {
    Hands.Condition condition = hands.condition();
    boolean answers =
        seen.postgres() instanceof Postgres.Primary || seen.postgres() instanceof Postgres.Standby;
    return new NodeFacts(
        condition.commit(),
        condition.receiver(),
        guard.lastRung(clock.get()),
        condition.clockOffset(),
        seen.fork(),
        canFence.get(),
        answers ? condition.limits() : Map.of(),
        seen.postgres() instanceof Postgres.Primary ? condition.archived() : Optional.empty(),
        answers ? condition.configured() : Optional.empty(),
        Level.NEWEST);
  }
}
