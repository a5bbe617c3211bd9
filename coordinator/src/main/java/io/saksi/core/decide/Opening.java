package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.SyncPlan;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Optional;
import java.util.Set;

/**
 * From elected to open: the predecessor fenced, the sync set gathered (or a smaller one, in time);
 * or the next epoch without this candidate.
 */
final class Opening {
  private Opening() {}

  static Optional<Command> open(
      ClusterState state, Reign.Elected elected, ClusterView view, Moment now) {
    boolean fenced = state.deposed().map(d -> d.fence().isPresent()).orElse(true);
    if (!fenced) {
      return Optional.empty();
    }
    return leading(state, elected, view)
        .flatMap(primary ->
            rulingSet(state, elected, primary, view, now)
                .map(set -> new Command.Open(elected.epoch(), set, primary.forkedAt())));
  }

  /** Only the data directory that was elected: another one has other data, whatever it claims. */
  static Optional<Postgres.Primary> leading(
      ClusterState state, Reign.Elected elected, ClusterView view) {
    return view.report(elected.candidate())
        .filter(report -> !isAnother(state, elected, report))
        .map(NodeReport::postgres)
        .filter(Postgres.Primary.class::isInstance)
        .map(Postgres.Primary.class::cast)
        .filter(primary -> primary.serves().equals(elected.epoch()))
        // Positions on a timeline that was not allotted would mean nothing to anybody.
        .filter(primary -> primary.timeline() == elected.branch().timeline())
        .filter(primary -> !isBelowFloor(state, elected, primary));
  }

  /**
   * It wrote all that is below the floor, or it is not what was elected: its disk went back in
   * time. The floor does not move while nobody is open, so an older report cannot mislead.
   */
  private static boolean isBelowFloor(
      ClusterState state, Reign.Elected elected, Postgres.Primary primary) {
    return primary.flushed().isBefore(state.floorLsn(elected));
  }

  /**
   * The proposed set if it has gathered; after a bounded wait what did gather of it, at last
   * nobody. Under {@code exposed: block} the gate then stays closed to clients ({@link
   * Policy#blocksWrites}): who is to be counted may first have to be compared, rewound or cloned,
   * and that needs somebody open (decision record 0010).
   */
  private static Optional<SyncSet> rulingSet(
      ClusterState state,
      Reign.Elected elected,
      Postgres.Primary primary,
      ClusterView view,
      Moment now) {
    if (SyncPlan.gathered(elected.proposed(), primary)) {
      return Optional.of(elected.proposed().set());
    }
    boolean waited =
        view.sightings()
            .leadingSince()
            .map(since -> now.since(since).compareTo(state.settings().gatherTimeout()) > 0)
            .orElse(false);
    if (!waited) {
      return Optional.empty();
    }
    Set<NodeId> gathered = SyncPlan.flushedMarker(elected.proposed(), primary);
    return Optional.of(Proposal.of(state.settings(), elected.proposed().mode(), gathered));
  }

  /**
   * The candidate is silent, or does not get as far as leading in time. A node that starts again in
   * place is given the time that its crash recovery takes: nobody else could do better, or it would
   * not have been chosen. One that does not even start is given up: its WAL may not be what it was.
   */
  static Optional<Command> giveUp(
      ClusterState state, Reign.Elected elected, ClusterView view, Moment now) {
    if (elected.accession() == Reign.Accession.FOUND) {
      return Optional.empty();
    }
    boolean silent =
        view.silence(elected.candidate(), now).compareTo(state.settings().silence()) > 0;
    boolean late =
        isWaitedFor(state, elected, view)
            && now.since(view.reignSince()).compareTo(state.settings().candidateTimeout()) > 0;
    return silent || late || cannot(state, elected, view)
        ? Optional.of(new Command.BeginFailover(elected.epoch(), Cause.CANDIDATE_FAILED))
        : Optional.empty();
  }

  private static boolean isWaitedFor(ClusterState state, Reign.Elected elected, ClusterView view) {
    return elected.accession() == Reign.Accession.PROMOTE
        ? leading(state, elected, view).isEmpty()
        : view.report(elected.candidate())
            .map(report -> report.postgres() instanceof Postgres.Stopped)
            .orElse(false);
  }

  /** While founding there may be nothing on record yet. */
  private static boolean isAnother(ClusterState state, Reign.Elected elected, NodeReport report) {
    return !elected.makesTheFirst() && !Heard.hasRecordedInstance(state, report);
  }

  /** What was elected is not there any more. */
  private static boolean cannot(ClusterState state, Reign.Elected elected, ClusterView view) {
    return view.report(elected.candidate())
        .filter(report -> !report.promised().isBefore(elected.epoch()))
        .map(report ->
            switch (elected.accession()) {
              case FOUND -> false;
              case IN_PLACE ->
                  isAnother(state, elected, report)
                      || cannotRestart(state, elected, report.postgres());
              case PROMOTE -> wentBack(elected, report.postgres());
            })
        .orElse(false);
  }

  private static boolean cannotRestart(
      ClusterState state, Reign.Elected elected, Postgres postgres) {
    return switch (postgres) {
      case Postgres.Absent _, Postgres.Unusable _, Postgres.Standby _ -> true;
      case Postgres.Primary primary ->
          primary.serves().equals(elected.epoch()) && isBelowFloor(state, elected, primary);
      case Postgres.Stopped _, Postgres.Busy _, Postgres.Witness _ -> false;
    };
  }

  /** After its promise it only grows; one that still fetches the rest is given its time. */
  private static boolean wentBack(Reign.Elected elected, Postgres postgres) {
    return elected.source().isEmpty()
        && postgres instanceof Postgres.Standby standby
        && !elected.hasReached(standby.reached());
  }
}
