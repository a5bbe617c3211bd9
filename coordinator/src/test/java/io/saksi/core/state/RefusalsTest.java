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
import static io.saksi.core.States.member;
import static io.saksi.core.States.members;
import static io.saksi.core.States.open;
import static io.saksi.core.States.promoteB;
import static io.saksi.core.States.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What is refused at the moment of effect, whoever decided it and however late. */
class RefusalsTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final InstanceId OTHER = new InstanceId("other");

  private static void refused(ClusterState state, Command command) {
    assertThat(state.apply(command, OptionalLong.empty()))
        .isInstanceOf(Outcome.Refused.class)
        .extracting(Outcome::state)
        .isEqualTo(state);
  }

  private static Command.Elect elect(
      NodeId node, Reign.Accession accession, Map<NodeId, Position> positions) {
    return new Command.Elect(E2, node, accession, Optional.empty(), positions, SyncSet.NOBODY);
  }

  @Test
  void aDecisionOnAnOlderVersion() {
    ClusterState state = open(BOTH);
    Command command = new Command.BeginFailover(E1, Cause.NODE_SILENT);
    assertThat(state.apply(command, OptionalLong.of(state.version() - 1)))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(state.apply(command, OptionalLong.of(state.version())))
        .isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void everyOrderOfAnOldEpoch() {
    ClusterState state = after(elected(), new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    refused(state, new Command.BeginFailover(E1, Cause.NODE_SILENT));
    refused(state, new Command.BeginFailover(E2, Cause.NODE_SILENT));
    refused(state, promoteB());
    refused(state, new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
    refused(state, new Command.RecordFence(E2, FenceProof.SELF_FENCED));
    refused(state, new Command.Renew(E1, 9, Duration.ofSeconds(3), Optional.empty()));
    refused(state, new Command.AppendSet(E1, BOTH));
    refused(state, new Command.ConfirmSet(E1, state.inForce().getLast().id()));
  }

  @Test
  void aSecondDatabase() {
    refused(open(BOTH), new Command.Found(B));
  }

  @Test
  void theEndOfAnElectionThatIsUnderWay() {
    refused(electing(BOTH), new Command.BeginFailover(E2, Cause.NODE_SILENT));
    refused(members(), new Command.BeginFailover(members().reign().epoch(), Cause.NODE_SILENT));
  }

  @Test
  void aRenewalOfAnEndedReign() {
    refused(electing(BOTH), new Command.Renew(E1, 2, Duration.ofSeconds(3), Optional.empty()));
  }

  @Test
  void aRenewalOfAnotherLength() {
    refused(open(BOTH), new Command.Renew(E1, 1, Duration.ofSeconds(30), Optional.empty()));
  }

  @Test
  void aCandidateThatIsAloneInKnowingHowFarItReaches() {
    refused(electing(BOTH), elect(B, Reign.Accession.PROMOTE, Map.of(B, at(100))));
  }

  @Test
  void aCandidateThatIsBehind() {
    refused(electing(BOTH), elect(C, Reign.Accession.PROMOTE, Map.of(B, at(100), C, at(90))));
  }

  @Test
  void aCandidateThatDidNotPromiseInThisRound() {
    ClusterState again = after(elected(), new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    refused(
        again,
        new Command.Elect(
            E3, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(), SyncSet.NOBODY));
  }

  @Test
  void anybodyWhileCommitsWaitForNobody() {
    refused(
        electing(SyncSet.NOBODY), elect(B, Reign.Accession.PROMOTE, Map.of(B, at(100), C, at(90))));
  }

  @Test
  void aRestartInPlaceOfAnybodyButTheDeposed() {
    refused(electing(BOTH), elect(B, Reign.Accession.IN_PLACE, Map.of()));
  }

  @Test
  void aCandidateBelowTheFloor() {
    ClusterState state =
        after(
            open(BOTH),
            new Command.Renew(E1, 1, Duration.ofSeconds(3), Optional.of(at(150))),
            new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    refused(state, promoteB());
  }

  @Test
  void openingWithoutAProvenFence() {
    refused(elected(), new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.empty()));
  }

  @Test
  void openingWithASetThatWasNotProposed() {
    refused(fenced(elected()), new Command.Open(E2, SyncSet.any(1, List.of(A)), Optional.empty()));
  }

  @Test
  void anotherDataDirectoryOfWhoLeadsIsCountedOrProposed() {
    refused(open(BOTH), new Command.RecordInstance(A, OTHER));
    refused(open(BOTH), new Command.RecordInstance(B, OTHER));
    refused(electing(SyncSet.NOBODY), new Command.RecordInstance(A, OTHER));
    Command.Elect withC =
        new Command.Elect(
            E2,
            B,
            Reign.Accession.PROMOTE,
            Optional.empty(),
            Map.of(B, at(100), C, at(90)),
            SyncSet.any(1, List.of(C)));
    ClusterState onlyB = electing(SyncSet.any(1, List.of(B)));
    refused(after(onlyB, withC), new Command.RecordInstance(C, OTHER));
    assertThat(after(onlyB, new Command.RecordInstance(C, OTHER)).member(C).orElseThrow())
        .as("nobody counts on what it had")
        .isEqualTo(onlyB.member(C).orElseThrow().withInstance(OTHER));
  }

  @Test
  void dataOfWhoHoldsNone() {
    refused(members(), new Command.RecordInstance(new NodeId("stranger"), OTHER));
    Endpoint at = new Endpoint("127.0.0.1", 1);
    Member witness = new Member(new NodeId("w"), at, at, Optional.empty(), Optional.empty(), 1);
    ClusterState state = after(members(), new Command.PutMember(witness));
    refused(state, new Command.RecordInstance(witness.node(), OTHER));
  }

  @Test
  void theHundredAndFirstNodeButNoWordOfOneThatIsThere() {
    ClusterState state = members();
    for (int i = 4; i <= 100; i++) {
      state = after(state, new Command.PutMember(member(new NodeId("n" + i))));
    }
    refused(state, new Command.PutMember(member(new NodeId("n101"))));
    Member moved = member(B).withTags(Tags.of(7));
    assertThat(after(state, new Command.PutMember(moved)).member(B).orElseThrow().priority())
        .isEqualTo(7);
  }

  /** It would be promoted below what it holds itself. */
  @Test
  void aSourceThatTheCandidateCannotGoOnFrom() {
    Command.Elect ahead =
        new Command.Elect(
            E2,
            C,
            Reign.Accession.PROMOTE,
            Optional.of(B),
            Map.of(B, at(90), C, at(100)),
            SyncSet.NOBODY);
    refused(electing(SyncSet.any(2, List.of(B, C))), ahead);
  }

  @Test
  void aMemberThatLeadsOrHasNoData() {
    refused(open(BOTH), new Command.AppendSet(E1, SyncSet.any(1, List.of(A))));
    refused(open(BOTH), new Command.AppendSet(E1, SyncSet.any(1, List.of(new NodeId("nobody")))));
  }

  @Test
  void aNodeThatWouldShareTheSlotOfAnother() {
    ClusterState state = after(open(BOTH), new Command.PutMember(member(new NodeId("db_1"))));
    refused(state, new Command.PutMember(member(new NodeId("db-1"))));
    assertThat(after(state, new Command.PutMember(member(new NodeId("db_1")))))
        .as("it comes back under its own name")
        .isEqualTo(state);
  }

  @Test
  void theProofOfAnEntryThatIsNotTheLast() {
    ClusterState state = after(open(BOTH), new Command.AppendSet(E1, SyncSet.any(1, List.of(B))));
    refused(state, new Command.ConfirmSet(E1, state.inForce().getFirst().id()));
  }

  @Test
  void moreChangesThanCanBeProven() {
    ClusterState state = open(BOTH);
    for (int i = 0; i < 15; i++) {
      state = after(state, new Command.AppendSet(E1, SyncSet.any(1 + i % 2, List.of(B, C))));
    }
    refused(state, new Command.AppendSet(E1, BOTH));
  }

  @Test
  void noneOfThisMovesTheFloorBack() {
    ClusterState state =
        after(
            open(BOTH),
            new Command.Renew(E1, 1, Duration.ofSeconds(3), Optional.of(at(150))),
            new Command.Renew(E1, 2, Duration.ofSeconds(3), Optional.of(at(120))));
    assertThat(state.floor()).contains(at(150));
    assertThat(renewed(state).version()).isEqualTo(state.version());
  }
}
