package io.saksi.core.decide;

import static io.saksi.core.decide.Heard.hasRecordedInstance;
import static io.saksi.core.decide.Heard.heardRecently;
import static io.saksi.core.decide.Heard.isLiveStandby;
import static io.saksi.core.decide.Heard.isRevoked;
import static io.saksi.core.decide.Heard.promisedPositions;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.quorum.KnownLoss;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Postgres;
import java.util.Map;
import java.util.Optional;

/** Chooses the candidate from the positions that nodes reported after their promise. */
final class Choice {
  private Choice() {}

  static Optional<Command> elect(
      ClusterState state, Reign.Electing electing, ClusterView view, Moment now) {
    if (Policy.fencesFirst(state)) {
      return Optional.empty();
    }
    Optional<Orders.Forced> forced = Policy.forced(state, electing);
    if (forced.isPresent() && (isRecovery(electing) || !isOverdue(state, view, now))) {
      return forced(state, electing, forced.get(), view, now);
    }
    Optional<NodeId> planned = Policy.planned(state, electing).map(Orders.Switchover::target);
    if (planned.isEmpty() && !Policy.allowsAutomaticFailover(state)) {
      return InPlace.elect(state, electing, view, now);
    }
    if (isAnswerDue(state, electing, view, now)) {
      return Optional.empty();
    }
    Map<NodeId, Position> positions = promisedPositions(state, view, electing.epoch());
    return Ranking.of(state.informed(positions), positions, view, now)
        .best(electing.excluded(), planned)
        .<Command>map(pick -> promote(state.informed(positions), electing, pick, positions))
        .or(() -> InPlace.elect(state, electing, view, now));
  }

  /** The operator's target, whatever its position, as soon as it has promised. */
  private static Optional<Command> forced(
      ClusterState state,
      Reign.Electing electing,
      Orders.Forced forced,
      ClusterView view,
      Moment now) {
    Map<NodeId, Position> positions = promisedPositions(state, view, electing.epoch());
    boolean ready =
        positions.containsKey(forced.target())
            && isLiveStandby(state, forced.target(), view, now)
            && KnownLoss.refusal(
                    state.informed(positions),
                    forced.target(),
                    Optional.of(positions.get(forced.target())),
                    forced.acceptedLoss())
                .isEmpty();
    return ready
        ? Optional.of(
            new Command.Elect(
                electing.epoch(),
                forced.target(),
                Reign.Accession.PROMOTE,
                Optional.empty(),
                positions,
                SyncSet.NOBODY))
        : Optional.empty();
  }

  /** Nobody else is there to be elected: the one that is left is given all the time it takes. */
  private static boolean isRecovery(Reign.Electing electing) {
    return electing.cause() == Cause.DISASTER;
  }

  /** A target that does not answer must not keep the cluster without a primary for good. */
  private static boolean isOverdue(ClusterState state, ClusterView view, Moment now) {
    return now.since(view.ordersSince()).compareTo(state.settings().candidateTimeout()) > 0;
  }

  /**
   * A running standby that is heard is about to answer. Whoever elects without it may elect one
   * that is behind it, and opens without it: exposed, though a standby was there.
   */
  private static boolean isAnswerDue(
      ClusterState state, Reign.Electing electing, ClusterView view, Moment now) {
    boolean patient = now.since(view.reignSince()).compareTo(state.settings().silence()) <= 0;
    return patient
        && view.received().values().stream()
            .map(ClusterView.Received::report)
            .filter(report -> heardRecently(state, report.node(), view, now))
            .filter(report -> hasRecordedInstance(state, report))
            .filter(report -> report.postgres() instanceof Postgres.Standby)
            .anyMatch(report -> report.promised().isBefore(electing.epoch()) || !isRevoked(report));
  }

  private static Command promote(
      ClusterState informed,
      Reign.Electing electing,
      Ranking.Pick pick,
      Map<NodeId, Position> positions) {
    return new Command.Elect(
        electing.epoch(),
        pick.candidate(),
        Reign.Accession.PROMOTE,
        pick.source(),
        positions,
        Proposal.followers(
            informed, pick.candidate(), pick.source().orElse(pick.candidate()), positions));
  }
}
