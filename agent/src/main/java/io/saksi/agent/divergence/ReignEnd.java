package io.saksi.agent.divergence;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/**
 * How the reign ended whose primary wrote the WAL in question, as Raft had it, and so what a client
 * may have been told of a commit that the history lacks.
 *
 * <p><b>Unacknowledged</b> is a claim, and this is its proof. The successor was elected by the rule
 * of the design (section 4.4): in every set {@code (S, k)} that may have been in force, {@code |S|
 * − k + 1} members were not beyond the position it was elected at. So at most {@code k − 1} members
 * of any of them had flushed anything beyond it, and PostgreSQL, which answers once {@code k} have,
 * answered no commit beyond it. The fork lies at or beyond that position. The list of sets is
 * weakened in Raft before PostgreSQL's setting is, and is frozen from {@code BeginFailover} on, so
 * it names every set that PostgreSQL can have gone by.
 *
 * <p>The proof needs every set to have members and the election to be by that rule: after a forced
 * failover, in {@code async}, while exposed, and where this node did not learn how the reign ended
 * (its Raft log began after that), a commit counts as <b>possibly acknowledged</b>. So does one at
 * or below the floor, which k members are known to have flushed.
 *
 * <p>Outside of it, as of every synchronous commit in PostgreSQL: a session that set {@code
 * synchronous_commit} to less than {@code on}, or whose wait was cancelled, was answered without
 * waiting.
 *
 * @param timeline that its primary wrote
 * @param epoch the reign that was ended
 * @param forced by an operator who took the successor as it was
 * @param synchronous whether every set that may have been in force has members
 * @param floor below which k members of every set have flushed; zero where none was recorded
 */
public record ReignEnd(int timeline, long epoch, boolean forced, boolean synchronous, Lsn floor) {

  /** Empty unless this state is between two reigns. */
  public static Optional<ReignEnd> of(ClusterState state) {
    return switch (state.reign()) {
      case Reign.None _, Reign.Open _ -> Optional.empty();
      case Reign.Electing electing -> of(state, electing.cause());
      case Reign.Elected elected -> of(state, elected.cause());
    };
  }

  private static Optional<ReignEnd> of(ClusterState state, Cause cause) {
    boolean forced =
        cause == Cause.FORCED || cause == Cause.DISASTER || state.orders().forced().isPresent();
    boolean synchronous =
        !state.inForce().isEmpty()
            && state.inForce().stream().noneMatch(entry -> entry.set().isEmpty());
    return state
        .deposed()
        .map(deposed ->
            new ReignEnd(
                state.history().current(),
                deposed.epoch().number(),
                forced,
                synchronous,
                state.floorLsn()));
  }

  /** Two looks at the end of the same reign: what either saw counts. */
  public ReignEnd and(ReignEnd later) {
    return new ReignEnd(
        timeline,
        epoch,
        forced || later.forced,
        synchronous && later.synchronous,
        floor.isBefore(later.floor) ? later.floor : floor);
  }

  /**
   * @param end of a commit's record
   */
  Acknowledgement of(Lsn end) {
    return forced || !synchronous || floor.isAtLeast(end)
        ? Acknowledgement.POSSIBLY_ACKNOWLEDGED
        : Acknowledgement.UNACKNOWLEDGED;
  }

  static Acknowledgement classed(Optional<ReignEnd> known, Lsn end) {
    return known.map(reign -> reign.of(end)).orElse(Acknowledgement.POSSIBLY_ACKNOWLEDGED);
  }

  static String reason(Optional<ReignEnd> known) {
    if (known.isEmpty()) {
      return "how the reign ended is not known to this node, so any commit may have been"
          + " acknowledged";
    }
    ReignEnd end = known.get();
    if (end.forced) {
      return "epoch "
          + end.epoch
          + " was ended by a forced failover, which took its target as it"
          + " was";
    }
    return end.synchronous
        ? "commits of epoch "
            + end.epoch
            + " waited for standbys, and the successor was elected with all that enough of them"
            + " had; a session that chose not to wait is an exception"
        : "in epoch " + end.epoch + " commits waited for nobody (asynchronous, or exposed)";
  }
}
