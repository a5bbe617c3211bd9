package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Who is turned off by a fence agent, and who never. */
class FenceWantedTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final Command.AskFence FENCE_A = new Command.AskFence(E1, A);

  /** The last renewal was applied at 9 s: its lease runs until 12.1 s. */
  private static final ClusterState DEPOSED =
      after(renewed(open(BOTH)), new Command.BeginFailover(E1, Cause.NODE_SILENT));

  private static final ClusterView WITHOUT_A =
      heard(DEPOSED, report(B, E2, revoked(10)), report(C, E2, revoked(10)));

  @Test
  void aSilentFormerPrimaryIsTurnedOffWhileItsLeaseStillRuns() {
    assertThat(Fencing.wanted(DEPOSED, WITHOUT_A, time(11_500))).contains(FENCE_A);
  }

  @Test
  void anOpenPrimaryIsNeverTurnedOff() {
    ClusterState open = renewed(open(BOTH));
    assertThat(Fencing.wanted(open, heard(open), time(11_500))).isEmpty();
    assertThat(answer(open, FENCE_A)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void unknownIsNotSilent() {
    ClusterView fresh =
        new ClusterView(
            time(11_000),
            time(11_000),
            WITHOUT_A.received(),
            WITHOUT_A.lease(),
            WITHOUT_A.sightings());
    assertThat(Fencing.wanted(DEPOSED, fresh, time(11_500))).isEmpty();
    assertThat(Fencing.wanted(DEPOSED, fresh, time(12_050))).contains(FENCE_A);
  }

  @Test
  void oneThatIsHeardFencesItself() {
    ClusterView view = heard(DEPOSED, report(A, E1, crashed()));
    assertThat(Fencing.wanted(DEPOSED, view, time(10_500))).isEmpty();
  }

  @Test
  void aLeaseThatRanOutIsProofEnough() {
    assertThat(Fencing.wanted(DEPOSED, WITHOUT_A, time(13_000))).isEmpty();
  }

  @Test
  void oneThatIsProvenFencedIsLeftAlone() {
    ClusterState fenced = fenced(electing(BOTH));
    assertThat(Fencing.wanted(fenced, heard(fenced), time(20_000))).isEmpty();
    assertThat(answer(fenced, FENCE_A)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void oneThatWasElectedAgainIsLeftAlone() {
    Command.Elect again =
        new Command.Elect(
            E2, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY);
    ClusterState elected = after(DEPOSED, again);
    assertThat(elected.reign().leader()).contains(A);
    assertThat(Fencing.wanted(elected, heard(elected), time(11_500))).isEmpty();
    assertThat(answer(elected, FENCE_A)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void theLogAnswersForThePresentReignOnly() {
    assertThat(answer(DEPOSED, FENCE_A)).isInstanceOf(Outcome.Applied.class);
    assertThat(answer(DEPOSED, new Command.AskFence(E2, A))).isInstanceOf(Outcome.Refused.class);
    assertThat(answer(DEPOSED, new Command.AskFence(E1, B))).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void itsProofOpensTheWayBeforeTheLeaseRanOut() {
    ClusterState proven = after(DEPOSED, new Command.RecordFence(E1, FenceProof.FENCE_AGENT));
    assertThat(proven.deposed().orElseThrow().fence()).contains(FenceProof.FENCE_AGENT);
    assertThat(Fencing.wanted(proven, WITHOUT_A, time(11_500))).isEmpty();
  }

  private static Outcome answer(ClusterState state, Command command) {
    return state.apply(command, OptionalLong.empty());
  }
}
