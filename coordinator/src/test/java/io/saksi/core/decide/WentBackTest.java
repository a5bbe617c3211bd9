package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.E3;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Disks that forget what they had, between one step of a succession and the next. */
class WentBackTest {
  private static final Moment NOW = time(9_900);
  private static final long FULL = 10 * Lsn.TORN_RECORD;

  /** A restart may drop a record that was cut off; more than that is lost. */
  private static final long TORN = FULL - Lsn.TORN_RECORD;

  private static final long BACK = TORN - 1;
  private static final ClusterState ELECTED =
      after(
          electing(SyncSet.any(1, List.of(B, C))),
          new Command.Elect(
              E2,
              B,
              Reign.Accession.PROMOTE,
              Optional.empty(),
              Map.of(B, at(FULL), C, at(FULL)),
              SyncSet.any(1, List.of(C))));

  private static Optional<Action> planned(NodeId self, Postgres postgres) {
    return NodePlanner.plan(ELECTED, view(self, E2, postgres, Gate.CLOSED), time(1_000)).stream()
        .findFirst();
  }

  private static Optional<Command> decided(ClusterState state, NodeReport... reports) {
    return Decider.decide(state, heard(state, reports), NOW).stream().findFirst();
  }

  @Test
  void aCandidateThatNoLongerHasWhatItWasElectedWithIsNotPromoted() {
    assertThat(planned(B, revoked(BACK))).isEmpty();
    assertThat(planned(B, revoked(TORN)).orElseThrow()).isInstanceOf(Action.Promote.class);
  }

  @Test
  void andIsGivenUpAtOnce() {
    ClusterState state = fenced(ELECTED);
    NodeReport c = report(C, E2, revoked(FULL));
    assertThat(decided(state, report(B, E2, revoked(BACK)), c))
        .contains(new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    assertThat(decided(state, report(B, E2, revoked(TORN)), c))
        .isNotEqualTo(Optional.of(new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED)));
  }

  /** Else it would be counted as a member that never had more, and might even be elected. */
  @Test
  void whatANodeSaidFirstStaysAgainstIt() {
    ClusterState again =
        after(fenced(ELECTED), new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    Command elect =
        new Command.Elect(
            E3,
            C,
            Reign.Accession.PROMOTE,
            Optional.empty(),
            Map.of(B, at(BACK), C, at(TORN)),
            SyncSet.NOBODY);
    assertThat(again.apply(elect, OptionalLong.empty()))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.reason()).contains("b said before"));
    Optional<Command> chosen =
        decided(again, report(B, E3, revoked(BACK)), report(C, E3, crashed()));
    assertThat(chosen).isEmpty();
  }

  private static ClusterState floorAt(long lsn) {
    ClusterState open = open(SyncSet.any(1, List.of(B, C)));
    return after(
        open,
        new Command.Renew(E1, 1, open.settings().leaseTtl(), Optional.of(at(lsn))),
        new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD),
        new Command.RecordFence(E1, FenceProof.SELF_FENCED),
        new Command.Elect(
            E2, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY));
  }

  @Test
  void aPrimaryBelowTheFloorDoesNotOpenInPlace() {
    ClusterState state = floorAt(200);
    long proposed = ((Reign.Elected) state.reign()).proposed().id();
    assertThat(decided(state, report(A, E2, primary(E2, 1, 200, List.of(), proposed))))
        .contains(new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
    assertThat(decided(state, report(A, E2, primary(E2, 1, 199, List.of(), proposed))))
        .contains(new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
  }

  @Test
  void itsHandsAreToldWhatItsWalMustReach() {
    ClusterState state = floorAt(200);
    Optional<Action> start =
        NodePlanner.plan(state, view(A, E2, crashed(), Gate.CLOSED), time(1_000)).stream()
            .findFirst();
    assertThat(start.orElseThrow())
        .isInstanceOfSatisfying(
            Action.StartInPlace.class,
            action -> {
              assertThat(action.atLeast()).isEqualTo(new Lsn(200));
              assertThat(action.data()).isEqualTo(instance(A));
            });
  }
}
