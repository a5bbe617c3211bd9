package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.SyncPlan;
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
        .filter(primary -> primary.timeline() == elected.branch().timeline());
  }

  /**
   * The proposed set if it has gathered; after a bounded wait what did gather of it, at last
   * nobody, as the settings allow.
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
    return Optional.of(Proposal.of(state.settings(), elected.proposed().mode(), gathered))
        .filter(set ->
            !set.isEmpty()
                || state.settings().exposedAllowed()
                || elected.proposed().mode() == Mode.ASYNC);
  }

  /**
   * The candidate is silent, or does not get as far as leading in time. A node that starts again in
   * place is given the time that its crash recovery takes: nobody else could do better, or it would
   * not have been chosen.
   */
  static Optional<Command> giveUp(
      ClusterState state, Reign.Elected elected, ClusterView view, Moment now) {
    if (elected.accession() == Reign.Accession.FOUND) {
      return Optional.empty();
    }
    boolean silent =
        view.silence(elected.candidate(), now).compareTo(state.settings().silence()) > 0;
    boolean late =
        elected.accession() == Reign.Accession.PROMOTE
            && leading(state, elected, view).isEmpty()
            && now.since(view.reignSince()).compareTo(state.settings().candidateTimeout()) > 0;
    return silent || late || cannot(state, elected, view)
        ? Optional.of(new Command.BeginFailover(elected.epoch(), Cause.CANDIDATE_FAILED))
        : Optional.empty();
  }

  /** While founding there may be nothing on record yet. */
  private static boolean isAnother(ClusterState state, Reign.Elected elected, NodeReport report) {
    return elected.accession() != Reign.Accession.FOUND
        && !Heard.hasRecordedInstance(state, report);
  }

  /** Elected to start again where it is, and there is nothing any more that could start. */
  private static boolean cannot(ClusterState state, Reign.Elected elected, ClusterView view) {
    return elected.accession() == Reign.Accession.IN_PLACE
        && view.report(elected.candidate())
            .filter(report -> !report.promised().isBefore(elected.epoch()))
            .map(report ->
                isAnother(state, elected, report)
                    || switch (report.postgres()) {
                      case Postgres.Absent _, Postgres.Unusable _, Postgres.Standby _ -> true;
                      case Postgres.Primary _,
                          Postgres.Stopped _,
                          Postgres.Busy _,
                          Postgres.Witness _ ->
                          false;
                    })
            .orElse(false);
  }
}
