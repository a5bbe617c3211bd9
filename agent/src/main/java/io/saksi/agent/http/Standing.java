package io.saksi.agent.http;

import io.saksi.agent.cluster.Picture;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.OwnNode;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.wire.LeaderView;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What this node is at this moment, for whoever decides by it where clients go.
 *
 * <p>Why {@link #isPrimary} is never true beside another open primary (I2): it holds only while the
 * deadline by which the guard kills lies ahead, in the epoch that this replica sees open here, by a
 * clock that is read after everything else. A successor opens only when that lease ran out or this
 * node was proven to be fenced, and a fence that this node confirms itself disarms the guard first.
 * So a hung event loop, an agent that was stopped and goes on, or a replica that lags cannot make
 * it true: none of them moves the deadline. Nothing here keeps a client out; that is the gate's
 * part. It keeps clients from being sent where the gate is, or is about to be, closed.
 */
final class Standing {
  /** A look is bounded by the answers that it waits for; one that lasts longer waits for a disk. */
  static final Duration LOOK_STANDS = Duration.ofSeconds(10);

  /**
   * Longer than the guard waits before it ends a hung agent: its remedy leaves PostgreSQL running,
   * that of Kubernetes does not.
   */
  static final Duration LOOP_HANGS = Duration.ofSeconds(15);

  /** The leader speaks twice a second; what is older speaks of a leader that is gone. */
  static final Duration PICTURE_STANDS = Duration.ofSeconds(2);

  private final NodeId self;
  private final Optional<ClusterState> state;
  private final Optional<OwnNode> own;
  private final Optional<LeaseGuard.Armed> armed;
  private final Optional<Picture> picture;
  private final boolean knowsRaftLeader;
  private final Moment now;
  private final Duration beatAge;

  Standing(NodeSource source) {
    self = source.status().self();
    state = source.status().state();
    own = source.own().get();
    picture = source.status().picture();
    knowsRaftLeader = source.status().raft().leader().isPresent();
    armed = source.armed().get();
    // The last of all: what was true when it was read may be over by now, never the reverse.
    now = source.status().now();
    beatAge = source.heartbeat().age(now);
  }

  Optional<ClusterState> state() {
    return state;
  }

  Optional<OwnNode> own() {
    return own;
  }

  Moment now() {
    return now;
  }

  /** Whether this node's gate is open for writes, and may be. */
  boolean isPrimary() {
    return state.map(this::reignsHere).orElse(false)
        && own.map(this::isOpenForWrites).orElse(false)
        && leaseHolds();
  }

  private boolean reignsHere(ClusterState known) {
    return known.reign() instanceof Reign.Open open
        && open.primary().equals(self)
        && own.map(OwnNode::serves).equals(Optional.of(open.epoch()))
        && known.orders().switchover().isEmpty();
  }

  private boolean isOpenForWrites(OwnNode node) {
    return isSeen(node)
        && !node.closing()
        && node.seen().gate() == Gate.WRITE
        && node.seen().primaryProcess();
  }

  /** As for opening the gate: not in the last part of a lease either, in which it is closed. */
  private boolean leaseHolds() {
    Epoch epoch = state.map(s -> s.reign().epoch()).orElse(Epoch.NONE);
    return armed
        .filter(lease -> lease.epoch().equals(epoch))
        .map(lease -> now.plus(settings().closeAhead()).isBefore(lease.deadline()))
        .orElse(false);
  }

  /** What is left of the lease until this node begins to close; empty if it holds none. */
  Optional<Duration> leaseLeft() {
    return armed.map(lease -> lease.deadline().since(now)).filter(left -> !left.isNegative());
  }

  /**
   * Whether this node is a standby that may be read from: its gate is open, it is not held, and it
   * has heard of the current epoch within {@code readTtl} (I5), as seen by now and not by a loop
   * that may hang. Nobody is sent to one that an operator works on, or that was not verified since.
   */
  boolean isReplica() {
    return isFresh()
        && own.map(node ->
                node.seen().postgres() instanceof Postgres.Standby
                    && node.seen().gate() == Gate.READ
                    && !node.closing()
                    && isConfirmed(node))
            .orElse(false)
        && state.map(known -> !known.orders().isHeld(self)).orElse(false)
        && !isAway();
  }

  private boolean isConfirmed(OwnNode node) {
    return node.epochConfirmed()
        .map(at -> now.since(at).compareTo(settings().readTtl()) < 0)
        .orElse(false);
  }

  /** Whether commits may wait for this node. */
  boolean isCounted() {
    return state.map(known -> known.isCounted(self)).orElse(false);
  }

  boolean isStreaming() {
    return own.map(node ->
            node.seen().postgres() instanceof Postgres.Standby standby && standby.streaming())
        .orElse(false);
  }

  /** Whether PostgreSQL is up, whoever may connect. */
  boolean isRunning() {
    return isFresh()
        && own.map(node ->
                switch (node.seen().postgres()) {
                  case Postgres.Primary _, Postgres.Standby _ -> true;
                  case Postgres.Busy _ -> node.seen().primaryProcess();
                  case Postgres.Stopped _,
                      Postgres.Absent _,
                      Postgres.Unusable _,
                      Postgres.Witness _ ->
                      false;
                })
            .orElse(false);
  }

  boolean isWitness() {
    return own.map(node -> node.seen().postgres() instanceof Postgres.Witness).orElse(false);
  }

  /** A witness is there to vote: it is ready when it knows whom it follows. */
  boolean votes() {
    return isWitness() && isFresh() && knowsRaftLeader && !isAway();
  }

  /** Whether an operator works on this node, or it was not verified since. */
  boolean isAway() {
    return state.map(known -> known.orders().isAway(self)).orElse(false);
  }

  boolean isAlive() {
    return beatAge.compareTo(LOOP_HANGS) < 0;
  }

  /** Whether what this node says of itself is of now. */
  boolean isFresh() {
    return own.map(this::isSeen).orElse(false) && beatAge.compareTo(settings().leaseTtl()) < 0;
  }

  private boolean isSeen(OwnNode node) {
    return now.since(node.seenAt()).compareTo(LOOK_STANDS) < 0;
  }

  private Settings settings() {
    return state.map(ClusterState::settings).orElse(Settings.DEFAULT);
  }

  /**
   * How many bytes of the primary's WAL this standby has not applied, or not written.
   *
   * @param applied whether what was written but not applied counts as lag
   * @return empty if it is no standby, or nobody knows how far the primary is
   */
  OptionalLong lag(boolean applied) {
    if (own.isEmpty() || !(own.get().seen().postgres() instanceof Postgres.Standby standby)) {
      return OptionalLong.empty();
    }
    Lsn here = applied ? standby.replayed() : standby.reached();
    return primaryEnd()
        .map(end -> OptionalLong.of(Math.max(0, end.minus(here))))
        .orElse(OptionalLong.empty());
  }

  /**
   * What this node has still to archive, in bytes.
   *
   * @return empty if it is no primary, archives nothing, or does not know
   */
  OptionalLong archiveLag() {
    return primary()
        .filter(report -> report.node().equals(self))
        .flatMap(report -> report.facts().archived().map(to -> Math.max(0, end(report).minus(to))))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private Optional<Lsn> primaryEnd() {
    return primary().map(Standing::end);
  }

  private static Lsn end(NodeReport primary) {
    return ((Postgres.Primary) primary.postgres()).flushed();
  }

  /** As the Raft leader told of it just now. */
  private Optional<NodeReport> primary() {
    Optional<NodeId> leader = state.flatMap(known -> known.reign().leader());
    return picture.filter(p -> now.since(p.heardAt()).compareTo(PICTURE_STANDS) < 0).stream()
        .flatMap(p -> p.view().nodes().stream())
        .map(LeaderView.Seen::report)
        .filter(report -> leader.equals(Optional.of(report.node())))
        .filter(report -> report.postgres() instanceof Postgres.Primary)
        .findFirst();
  }
}
