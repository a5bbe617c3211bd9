package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who of those that claim to lead is the one that was elected. */
class OpeningTest {
  private static final ClusterState STATE = fenced(elected());
  private static final Reign.Elected ELECTED = (Reign.Elected) STATE.reign();
  private static final long ENTRY = ELECTED.proposed().id();

  private static Postgres.Primary gathered(int timeline) {
    return primary(E2, timeline, 120, List.of(sender("c", 120)), ENTRY);
  }

  private static NodeReport with(NodeId node, InstanceId instance, Postgres postgres) {
    return new NodeReport(
        node, E2, Optional.of(instance), postgres, Gate.CLOSED, Optional.empty(), 1, List.of());
  }

  private static Optional<Command> open(NodeReport report) {
    return Opening.open(STATE, ELECTED, heard(STATE, report), time(10_100));
  }

  @Test
  void aPrimaryOnTheTimelineThatWasAllottedOpens() {
    NodeReport leads = with(B, instance(B), gathered(2));
    assertThat(open(leads)).isPresent();
    assertThat(Opening.open(elected(), ELECTED, heard(elected(), leads), time(10_100)))
        .as("without a proven fence")
        .isEmpty();
  }

  @Test
  void aPrimaryOnATimelineThatWasNotAllottedDoesNotLead() {
    NodeReport elsewhere = with(B, instance(B), gathered(3));
    assertThat(Opening.leading(STATE, ELECTED, heard(STATE, elsewhere))).isEmpty();
    assertThat(open(elsewhere)).isEmpty();
  }

  @Test
  void aPrimaryOfAnotherEpochDoesNotLead() {
    Postgres first = primary(E1, 2, 120, List.of(sender("c", 120)), ENTRY);
    assertThat(open(with(B, instance(B), first))).isEmpty();
  }

  /** Found by the simulation, seeds 1201 and 5575: a restored older copy was opened. */
  @Test
  void anotherDataDirectoryThanTheElectedOneDoesNotOpen() {
    assertThat(open(with(B, new InstanceId("older copy"), gathered(2)))).isEmpty();
  }

  /** Found by the simulation, seeds 1201 and 5575. */
  @Test
  void aStartInPlaceIsGivenUpWhenOtherDataTookItsPlace() {
    ClusterState state = inPlace();
    Reign.Elected elected = (Reign.Elected) state.reign();
    var replaced = heard(state, with(A, new InstanceId("older copy"), crashed()));
    assertThat(Opening.giveUp(state, elected, replaced, time(10_100)))
        .contains(new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    var recovering = heard(state, report(A, E2, crashed()));
    assertThat(Opening.giveUp(state, elected, recovering, time(9_900))).isEmpty();
  }

  @Test
  void aStartInPlaceIsGivenUpWhenNothingIsLeftThatCouldStart() {
    ClusterState state = inPlace();
    Reign.Elected elected = (Reign.Elected) state.reign();
    for (Postgres gone :
        List.of(new Postgres.Absent(), new Postgres.Unusable("no disk"), revoked(5))) {
      var view = heard(state, report(A, E2, gone));
      assertThat(Opening.giveUp(state, elected, view, time(10_100))).as("%s", gone).isPresent();
      var before = heard(state, report(A, E1, gone));
      assertThat(Opening.giveUp(state, elected, before, time(10_100))).as("%s", gone).isEmpty();
    }
  }

  private static ClusterState inPlace() {
    return after(
        fenced(electing(SyncSet.NOBODY)),
        new Command.Elect(
            E2, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY));
  }

  @Test
  void aCandidateThatIsLateOrSilentIsGivenUpOn() {
    var ready = heard(STATE, with(B, instance(B), gathered(2)));
    assertThat(Opening.giveUp(STATE, ELECTED, ready, time(10_900))).isEmpty();
    assertThat(Opening.giveUp(STATE, ELECTED, ready, time(11_100))).isPresent();
    var late = heard(STATE, report(B, E2, revoked(100)));
    assertThat(Opening.giveUp(STATE, ELECTED, late, time(10_000))).isEmpty();
    assertThat(Opening.giveUp(STATE, ELECTED, late, time(10_001))).isPresent();
  }

  /** Nobody could do better, or it would not have been chosen. */
  @Test
  void aStartInPlaceIsGivenTheTimeOfItsCrashRecovery() {
    ClusterState state = inPlace();
    Reign.Elected elected = (Reign.Elected) state.reign();
    var down = heard(state, report(A, E2, crashed()));
    assertThat(Opening.giveUp(state, elected, down, time(10_000))).isEmpty();
    assertThat(Opening.giveUp(state, elected, down, time(10_001))).isPresent();
    var recovers = heard(state, report(A, E2, new Postgres.Busy("recovery")));
    assertThat(Opening.giveUp(state, elected, recovers, time(10_100))).isEmpty();
  }
}
