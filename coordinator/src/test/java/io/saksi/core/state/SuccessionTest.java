package io.saksi.core.state;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.E3;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.quorum.Eligibility;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SuccessionTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final SyncSet ONLY_C = SyncSet.any(1, List.of(C));

  @Test
  void aCandidateThatDiesBetweenElectAndOpenLeavesTheSetsOfTheLastOpenReign() {
    ClusterState state = after(elected(), new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    assertThat(state.inForce()).extracting(SyncEntry::set).containsExactly(BOTH);
    assertThat(state.deposed().orElseThrow().primary()).isEqualTo(A);
    assertThat(((Reign.Electing) state.reign()).excluded()).containsExactly(B);
    // B's position still counts, and C, which is behind it, is not eligible by its own.
    assertThat(state.positions()).containsKeys(B, C);
    assertThat(new Eligibility(state).of(C)).isFalse();
    assertThat(new Eligibility(state.informed(Map.of(C, at(100)))).of(C)).isTrue();
  }

  @Test
  void aFollowerOfTheFailedCandidateHasWhatThatOneWasElectedWith() {
    ClusterState state = after(elected(), new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    Position upon = new Position(new Branch(2, E2), new Lsn(140));
    Command.Elect again =
        new Command.Elect(
            E3, C, Reign.Accession.PROMOTE, Optional.empty(), Map.of(C, upon), SyncSet.NOBODY);
    Reign.Elected reign = (Reign.Elected) after(state, again).reign();
    assertThat(reign.branch()).isEqualTo(new Branch(3, E3));
  }

  @Test
  void openingStartsTheCountAnewAndRaisesTheFloor() {
    ClusterState state =
        after(fenced(elected()), new Command.Open(E2, ONLY_C, Optional.of(new Lsn(97))));
    assertThat(state.positions()).isEmpty();
    assertThat(state.deposed()).isEmpty();
    assertThat(state.inForce()).extracting(SyncEntry::set).containsExactly(ONLY_C);
    assertThat(state.floor()).contains(new Position(new Branch(2, E2), new Lsn(97)));
    assertThat(state.history().current()).isEqualTo(2);
  }

  @Test
  void aSmallerSetThanProposedIsAnotherEntry() {
    ClusterState state =
        after(fenced(elected()), new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
    assertThat(state.inForce().getFirst().id())
        .isNotEqualTo(((Reign.Elected) elected().reign()).proposed().id());
  }

  @Test
  void aMemberThatNeverFollowedIsNeededLaterAllTheSame() {
    ClusterState state = open(BOTH);
    assertThat(new Eligibility(state.informed(Map.of(B, at(500)))).of(B)).isFalse();
    ClusterState both = state.informed(Map.of(B, at(500), C, at(1)));
    assertThat(new Eligibility(both).of(B)).isTrue();
    assertThat(new Eligibility(both).of(C)).isFalse();
  }

  @Test
  void setsChangedTwiceBeforeTheFirstWasProvenAllCount() {
    ClusterState state =
        after(
            open(SyncSet.any(1, List.of(B))),
            new Command.AppendSet(E1, ONLY_C),
            new Command.AppendSet(E1, SyncSet.any(1, List.of(B))));
    assertThat(state.inForce()).hasSize(3);
    assertThat(state.inForce())
        .as("a proof names one entry and no other")
        .isSortedAccordingTo(Comparator.comparingLong(SyncEntry::id))
        .extracting(SyncEntry::id)
        .doesNotHaveDuplicates();
    assertThat(new Eligibility(state.informed(Map.of(B, at(9)))).of(B)).isFalse();
    assertThat(new Eligibility(state.informed(Map.of(B, at(9), C, at(9)))).of(B)).isTrue();
  }

  @Test
  void aRestartInPlaceMakesNoBranchAndKeepsTheFloor() {
    ClusterState state =
        after(
            electing(BOTH),
            new Command.Elect(E2, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), ONLY_C));
    assertThat(((Reign.Elected) state.reign()).branch()).isEqualTo(new Branch(1, E1));
    assertThat(state.history().forks()).hasSize(1);
  }
}
