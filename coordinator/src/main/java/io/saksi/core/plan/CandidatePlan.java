package io.saksi.core.plan;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;

/**
 * The elected node gets ready behind a closed gate: started or promoted, its sync set in force and
 * proven. Opening is not its decision.
 */
final class CandidatePlan {
  private CandidatePlan() {}

  static List<Action> plan(ClusterState state, Reign.Elected elected, NodeView view) {
    Epoch epoch = elected.epoch();
    if (view.promised().isBefore(epoch)) {
      return RecruitPlan.plan(state, epoch, view);
    }
    if (view.gate() != Gate.CLOSED && !(view.postgres() instanceof Postgres.Stopped)) {
      // The sessions of a standby survive its promotion and become writable.
      return List.of(new Action.SetGate(epoch, Gate.CLOSED));
    }
    return switch (view.postgres()) {
      case Postgres.Primary primary when !primary.serves().equals(epoch) ->
          List.of(new Action.StepDown(epoch));
      case Postgres.Primary primary -> SyncPlan.inForce(epoch, elected.proposed(), primary);
      case Postgres.Standby standby when isRecorded(state, view) -> promote(elected, standby);
      case Postgres.Standby _ -> List.of();
      case Postgres.Stopped stopped -> start(state, elected, view, stopped);
      case Postgres.Absent _ when elected.makesTheFirst() ->
          List.of(new Action.Found(epoch, elected.proposed()));
      case Postgres.Absent _, Postgres.Unusable _, Postgres.Busy _, Postgres.Witness _ -> List.of();
    };
  }

  /** Elected was the data directory that promised, not one that took its place. */
  private static boolean isRecorded(ClusterState state, NodeView view) {
    return view.instance().isPresent()
        && state.member(view.self()).orElseThrow().instance().equals(view.instance());
  }

  private static List<Action> promote(Reign.Elected elected, Postgres.Standby standby) {
    if (elected.accession() != Reign.Accession.PROMOTE) {
      return List.of();
    }
    if (hasAll(elected, standby)) {
      return List.of(new Action.Promote(elected.epoch(), elected.branch(), elected.proposed()));
    }
    // Where somebody else has more, that is streamed from it first, so that nobody has to be
    // rewound. One that no longer has what it was elected with stays a standby.
    return elected.source().stream()
        .<Action>map(
            source -> new Action.Follow(elected.epoch(), source, elected.candidate().name()))
        .toList();
  }

  /** What a source has is to be had to the last byte. */
  private static boolean hasAll(Reign.Elected elected, Postgres.Standby standby) {
    return elected.source().isEmpty()
        ? elected.hasReached(standby.reached())
        : elected.position().map(at -> standby.reached().isAtLeast(at.lsn())).orElse(true);
  }

  private static List<Action> start(
      ClusterState state, Reign.Elected elected, NodeView view, Postgres.Stopped stopped) {
    // Other data in its place (restored from a backup) was not elected. While founding there may be
    // nothing on record yet.
    boolean mayLead =
        isRecorded(state, view) || state.member(view.self()).orElseThrow().instance().isEmpty();
    boolean onItsBranch =
        mayLead
            && view.instance().isPresent()
            && stopped.wasPrimary()
            && stopped.timeline() == elected.branch().timeline();
    return onItsBranch
        ? List.of(
            new Action.StartInPlace(
                elected.epoch(),
                elected.proposed(),
                view.instance().orElseThrow(),
                state.floorLsn(elected)))
        : elected.accession() == Reign.Accession.PROMOTE && !stopped.wasPrimary()
            ? List.of(new Action.StartRecruit(elected.epoch()))
            : List.of();
  }
}
