package io.saksi.agent.disaster;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.postgres.WalPosition;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.raft.LogEnd;
import io.saksi.raft.StoppedPeer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Five nodes, of which a led; c is where the recovery is asked for, at 100, and d is left too. */
class ObjectionsTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final NodeId C = new NodeId("c");
  private static final NodeId D = new NodeId("d");
  private static final NodeId E = new NodeId("e");
  private static final List<NodeId> ALL = List.of(A, B, C, D, E);
  private static final Set<NodeId> LOST = Set.of(A, B, E);
  private static final UUID GROUP = UUID.randomUUID();
  private static final LogEnd LOG = new LogEnd(3, 40);
  private static final ClusterState OPEN = open();
  private static final Answer LEFT = answer(D, said(D, LOG, standby(1, 90)));

  private static Member member(NodeId node) {
    Endpoint at = new Endpoint("10.0.0." + (1 + ALL.indexOf(node)), 7400);
    return new Member(node, at, at, Optional.of(at), Optional.empty(), 1);
  }

  private static InstanceId instance(NodeId node) {
    return new InstanceId("data-of-" + node);
  }

  private static ClusterState open() {
    List<Command> commands = new ArrayList<>();
    ALL.forEach(node -> commands.add(new Command.PutMember(member(node))));
    ALL.forEach(node -> commands.add(new Command.RecordInstance(node, instance(node))));
    commands.add(new Command.Found(A));
    commands.add(new Command.Open(new Epoch(1), SyncSet.NOBODY, Optional.empty()));
    ClusterState state =
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("t", "g"), Settings.DEFAULT, member(A)));
    for (Command command : commands) {
      Outcome outcome = state.apply(command, OptionalLong.empty());
      assertThat(outcome).isInstanceOf(Outcome.Applied.class);
      state = outcome.state();
    }
    return state;
  }

  private static Postgres standby(int timeline, long lsn) {
    return new Postgres.Standby(timeline, new Lsn(lsn), new Lsn(lsn), Optional.empty(), false);
  }

  private static Answer.Said said(NodeId node, LogEnd log, Postgres postgres) {
    NodeReport report =
        new NodeReport(
            node,
            new Epoch(1),
            Optional.of(instance(node)),
            postgres,
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    return new Answer.Said(
        node.name(), GROUP.toString(), Optional.empty(), Optional.of(log), Optional.of(report));
  }

  private static Answer answer(NodeId node, Answer.Said said) {
    return new Answer(member(node), Optional.of(said), List.of(member(node).agent()));
  }

  private static Answer silent(NodeId node) {
    return new Answer(member(node), Optional.empty(), List.of());
  }

  private static Facts facts() {
    return facts(OPEN, Optional.of(new WalPosition(1, new Lsn(100))));
  }

  private static Facts facts(ClusterState state, Optional<WalPosition> end) {
    return new Facts(
        C,
        new StoppedPeer(GROUP, LOG, List.of("a", "b", "c", "d", "e")),
        state,
        AuditTrail.EMPTY,
        new Epoch(1),
        Optional.empty(),
        Optional.empty(),
        Optional.of(instance(C)),
        Optional.empty(),
        end);
  }

  private static List<String> codes(Facts facts, Set<NodeId> lost, Answer... answers) {
    return Objections.of(facts, List.of(answers), lost, false).stream()
        .map(Objection::code)
        .toList();
  }

  private static List<String> codes(Answer d) {
    return codes(facts(), LOST, silent(A), silent(B), d, silent(E));
  }

  @Test
  void nothingStandsAgainstTheOneThatHasTheMost() {
    assertThat(codes(LEFT)).isEmpty();
  }

  @Test
  void whoWasDeclaredLostMustNotAnswerAtAnyOfItsAddresses() {
    Answer half = new Answer(member(A), Optional.empty(), List.of(member(A).raft()));
    assertThat(codes(facts(), LOST, half, silent(B), LEFT, silent(E)))
        .containsExactly("LOST_ANSWERS");
  }

  @Test
  void everybodyElseIsHeardOrDeclaredLostByName() {
    assertThat(codes(silent(D))).containsExactly("NOT_HEARD");
    assertThat(
            codes(facts(), Set.of(A, B, E, new NodeId("x")), silent(A), silent(B), LEFT, silent(E)))
        .containsExactly("NO_MEMBER");
  }

  @Test
  void aMajorityIsNoDisaster() {
    assertThat(
            codes(
                facts(),
                Set.of(A, B),
                silent(A),
                silent(B),
                LEFT,
                answer(E, said(E, LOG, standby(1, 90)))))
        .containsExactly("MAJORITY_THERE");
    Facts threeVoters =
        new Facts(
            C,
            new StoppedPeer(GROUP, LOG, List.of("a", "c", "d")),
            OPEN,
            AuditTrail.EMPTY,
            new Epoch(1),
            Optional.empty(),
            Optional.empty(),
            Optional.of(instance(C)),
            Optional.empty(),
            Optional.of(new WalPosition(1, new Lsn(100))));
    assertThat(codes(threeVoters, LOST, silent(A), silent(B), LEFT, silent(E)))
        .as("of the voters, though not of the members")
        .containsExactly("MAJORITY_THERE");
  }

  @Test
  void aSurvivorInTouchWithALeaderHasAQuorum() {
    Answer.Said said = said(D, LOG, standby(1, 90));
    Answer.Said led =
        new Answer.Said(
            said.node(), said.group(), Optional.of(member(A).agent()), said.log(), said.report());
    assertThat(codes(answer(D, led))).containsExactly("QUORUM_LIVES");
  }

  @Test
  void theOneWithTheNewerLogIsChosen() {
    assertThat(codes(answer(D, said(D, new LogEnd(4, 1), standby(1, 90)))))
        .containsExactly("NEWER_LOG");
    assertThat(codes(answer(D, said(D, new LogEnd(3, 41), standby(1, 90)))))
        .containsExactly("NEWER_LOG");
    Answer newer = answer(D, said(D, new LogEnd(4, 1), standby(1, 90)));
    assertThat(Objections.of(facts(), List.of(silent(A), silent(B), newer, silent(E)), LOST, true))
        .as("accepted")
        .isEmpty();
  }

  @Test
  void theOneWithTheNewerWalIsChosenWhateverIsAccepted() {
    Answer newer = answer(D, said(D, LOG, standby(1, 101)));
    List<Answer> all = List.of(silent(A), silent(B), newer, silent(E));
    assertThat(Objections.of(facts(), all, LOST, true))
        .extracting(Objection::code)
        .containsExactly("NEWER_WAL");
    assertThat(codes(answer(D, said(D, LOG, standby(2, 90)))))
        .containsExactly("WAL_NOT_COMPARABLE");
    assertThat(codes(answer(D, said(D, LOG, new Postgres.Busy("starts")))))
        .containsExactly("WAL_NOT_COMPARABLE");
  }

  @Test
  void thePrimaryThatAnswersHasEverything() {
    Set<NodeId> lost = Set.of(B, D, E);
    Answer primary = answer(A, said(A, LOG, standby(1, 90)));
    assertThat(codes(facts(), lost, primary, silent(B), silent(D), silent(E)))
        .containsExactly("PRIMARY_ANSWERS");
  }

  @Test
  void anotherGroupWasRecoveredAlready() {
    Answer.Said said = said(D, LOG, standby(1, 90));
    Answer.Said other =
        new Answer.Said(
            said.node(), UUID.randomUUID().toString(), said.leader(), said.log(), said.report());
    assertThat(codes(answer(D, other))).containsExactly("OTHER_GROUP");
  }

  @Test
  void whatRunsHereOrHoldsALeaseIsStoppedFirst() {
    Facts quiet = facts();
    Facts busy =
        new Facts(
            C,
            quiet.peer(),
            OPEN,
            AuditTrail.EMPTY,
            quiet.promised(),
            Optional.of("PostgreSQL"),
            Optional.of(Duration.ofMillis(900)),
            quiet.instance(),
            Optional.empty(),
            quiet.end());
    assertThat(codes(busy, LOST, silent(A), silent(B), LEFT, silent(E)))
        .containsExactly("RUNNING", "LEASE_LIVES");
  }

  @Test
  void storageThatIsNotWholeIsNoSurvivor() {
    assertThat(own(facts(OPEN, Optional.empty()))).containsExactly("WAL_UNKNOWN");
    assertThat(own(facts(OPEN, Optional.of(new WalPosition(7, new Lsn(100))))))
        .as("a timeline that the log does not know")
        .containsExactly("WAL_UNKNOWN");
    ClusterState said =
        OPEN.informed(
            java.util.Map.of(
                C,
                new io.saksi.core.model.Position(
                    OPEN.history().branch(1).orElseThrow(), new Lsn(1 << 22))));
    assertThat(own(facts(said, Optional.of(new WalPosition(1, new Lsn(100))))))
        .containsExactly("WENT_BACK");
    Facts whole = facts();
    assertThat(own(with(whole, Optional.of(new InstanceId("other")), Optional.empty())))
        .containsExactly("OTHER_DATA");
    assertThat(own(with(whole, Optional.empty(), Optional.of("a rewind did not end"))))
        .containsExactly("DATA_INCOMPLETE");
  }

  private static Facts with(Facts facts, Optional<InstanceId> instance, Optional<String> unusable) {
    return new Facts(
        facts.self(),
        facts.peer(),
        facts.state(),
        facts.trail(),
        facts.promised(),
        Optional.empty(),
        Optional.empty(),
        instance,
        unusable,
        facts.end());
  }

  /** In the tests above d is at 90; here it does not matter. */
  private static List<String> own(Facts facts) {
    return codes(facts, Set.of(A, B, D, E), silent(A), silent(B), silent(D), silent(E));
  }
}
