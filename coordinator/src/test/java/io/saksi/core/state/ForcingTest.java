package io.saksi.core.state;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.E3;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.member;
import static io.saksi.core.States.open;
import static io.saksi.core.States.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A forced failover, and everybody whom it may have cut off. */
class ForcingTest {
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));
  private static final Command FORCE = new Command.ForceFailover(E1, B, 1_000);

  /** B was taken at 10, though C may have more. */
  private static ClusterState forced() {
    return after(
        fenced(after(OPEN, FORCE)),
        elect(Map.of(B, at(10))),
        new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(10))));
  }

  private static Command.Elect elect(Map<NodeId, Position> positions) {
    return new Command.Elect(
        E2, B, Reign.Accession.PROMOTE, Optional.empty(), positions, SyncSet.NOBODY);
  }

  private static void refused(ClusterState state, Command command, String reason) {
    Outcome outcome = state.apply(command, OptionalLong.empty());
    assertThat(outcome).as(command.toString()).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).reason()).contains(reason);
  }

  @Test
  void theTargetIsTakenThoughItIsNotEligible() {
    ClusterState ordinary = after(OPEN, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    refused(ordinary, elect(Map.of(B, at(10))), "not eligible");
    ClusterState state = forced();
    assertThat(state.reign().leader()).contains(B);
    assertThat(state.inForce().getLast().set()).isEqualTo(SyncSet.NOBODY);
  }

  @Test
  void anElectionThatFoundNobodyCanBeForcedToo() {
    ClusterState stuck = after(OPEN, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    ClusterState state = after(stuck, new Command.ForceFailover(E2, B, 0));
    assertThat(after(state, elect(Map.of(B, at(10)))).reign()).isInstanceOf(Reign.Elected.class);
  }

  @Test
  void everyOtherNodeIsHeldAndNotOnlyTheFormerPrimary() {
    assertThat(forced().orders().held().keySet()).containsExactly(A, C);
    refused(forced(), new Command.AppendSet(E2, SyncSet.any(1, List.of(C))), "cannot be counted");
  }

  @Test
  void aHeldNodeIsNeitherElectedNorCountedByALaterFailover() {
    ClusterState later = after(forced(), new Command.BeginFailover(E2, Cause.POSTMASTER_DEAD));
    Command.Elect held =
        new Command.Elect(
            E3, C, Reign.Accession.PROMOTE, Optional.empty(), Map.of(C, at(10)), SyncSet.NOBODY);
    refused(later, held, "held out of replication");
    assertThat(later.orders().held()).isEqualTo(forced().orders().held());
  }

  @Test
  void aSuspectIsLetGoButASuspendedNodeOnlyByAnOperator() {
    ClusterState cleared = after(forced(), new Command.ClearSuspect(E2, C));
    assertThat(cleared.orders().isHeld(C)).isFalse();
    ClusterState suspended = after(forced(), new Command.SuspendNode(E2, C, "it has more"));
    refused(suspended, new Command.ClearSuspect(E2, C), "no suspect");
    assertThat(after(suspended, new Command.ResumeNode(C)).orders().isHeld(C)).isFalse();
  }

  @Test
  void anOperatorSuspendsOnlyWhomNoSetInForceCounts() {
    ClusterState counted = renewed(open(SyncSet.any(1, List.of(B))));
    refused(counted, new Command.SuspendNode(E1, B, "disk"), "in a sync set in force");
    refused(counted, new Command.SuspendNode(E1, A, "disk"), "is the primary");
    refused(counted, new Command.SuspendNode(E2, C, "disk"), "not open");
    ClusterState suspended = after(counted, new Command.SuspendNode(E1, C, "disk"));
    assertThat(suspended.orders().isSuspended(C)).isTrue();
    refused(suspended, new Command.AppendSet(E1, SyncSet.any(1, List.of(C))), "cannot be counted");
  }

  @Test
  void newDataFreesASuspectButNotASuspendedNode() {
    Command fresh = new Command.RecordInstance(C, new InstanceId("cloned"));
    assertThat(after(forced(), fresh).orders().isHeld(C)).isFalse();
    ClusterState suspended = after(forced(), new Command.SuspendNode(E2, C, "it has more"));
    assertThat(after(suspended, fresh).orders().isHeld(C)).isTrue();
  }

  @Test
  void aDetachedNodeDoesNotComeBackByItself() {
    ClusterState detached = after(forced(), new Command.DetachNode(C));
    assertThat(detached.members()).doesNotContainKey(C);
    assertThat(detached.orders().hold(C).orElseThrow().kind()).isEqualTo(Orders.Kind.DETACHED);
    refused(detached, new Command.PutMember(member(C)), "detached");
    after(detached, new Command.ResumeNode(C), new Command.PutMember(member(C)));
  }

  @Test
  void aTargetThatFailsLeavesAnOrdinaryElection() {
    ClusterState failed =
        after(
            after(OPEN, FORCE),
            elect(Map.of(B, at(10))),
            new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    assertThat(failed.orders().forced()).isEmpty();
    assertThat(failed.orders().held()).isEmpty();
  }

  @Test
  void whatCannotBeForcedIsRefused() {
    refused(OPEN, new Command.ForceFailover(E2, B, 0), "not the current");
    refused(OPEN, new Command.ForceFailover(E1, A, 0), "already");
    refused(OPEN, new Command.ForceFailover(E1, new NodeId("stranger"), 0), "has no data");
    ClusterState joined = after(OPEN, new Command.PutMember(member(new NodeId("d"))));
    refused(joined, new Command.ForceFailover(E1, new NodeId("d"), 0), "has no data");
    refused(OPEN, new Command.ForceFailover(E1, B, -1), "not negative");
    refused(OPEN, new Command.BeginFailover(E1, Cause.FORCED), "names its target");
    refused(
        after(OPEN, FORCE, elect(Map.of(B, at(10)))),
        new Command.ForceFailover(E2, C, 0),
        "is elected");
    refused(forced(), new Command.ForceFailover(E2, C, 0), "held");
  }

  @Test
  void onlyTheTargetItselfNeedNotBeEligible() {
    ClusterState state = fenced(after(OPEN, FORCE));
    Command.Elect alone =
        new Command.Elect(
            E2, C, Reign.Accession.PROMOTE, Optional.empty(), Map.of(C, at(90)), SyncSet.NOBODY);
    refused(state, alone, "not eligible");
  }

  @Test
  void whoWinsByCountingInsteadOfTheTargetCutsNobodyOff() {
    Command.Elect counted =
        new Command.Elect(
            E2,
            C,
            Reign.Accession.PROMOTE,
            Optional.empty(),
            Map.of(B, at(90), C, at(100)),
            SyncSet.any(1, List.of(B)));
    ClusterState state =
        after(
            fenced(after(OPEN, FORCE)),
            counted,
            new Command.Open(E2, SyncSet.any(1, List.of(B)), Optional.of(new Lsn(100))));
    assertThat(state.orders()).isEqualTo(Orders.NONE);
  }

  @Test
  void aSetWithAHeldNodeIsNotProposed() {
    ClusterState later = after(forced(), new Command.BeginFailover(E2, Cause.POSTMASTER_DEAD));
    Command.Elect withC =
        new Command.Elect(
            E3,
            B,
            Reign.Accession.IN_PLACE,
            Optional.empty(),
            Map.of(),
            SyncSet.any(1, List.of(C)));
    refused(later, withC, "counts a node that is held");
  }

  @Test
  void whatWasSeenInAnEarlierReignLetsNobodyGoAndSuspendsNobody() {
    refused(forced(), new Command.ClearSuspect(E1, C), "no suspect");
    refused(forced(), new Command.SuspendNode(E1, C, "it has more"), "no suspect");
  }

  @Test
  void whoLeadsIsDetachedOrCountedIsNotSuspended() {
    refused(forced(), new Command.SuspendNode(E2, B, "it leads"), "is the primary");
    ClusterState detached = after(forced(), new Command.DetachNode(C));
    refused(detached, new Command.SuspendNode(E2, C, "it has more"), "no suspect");
    refused(OPEN, new Command.SuspendNode(E1, C, "by order"), "in a sync set in force");
    refused(OPEN, new Command.SuspendNode(E2, C, "by order"), "is not open");
  }

  @Test
  void whoIsHeldIsDetachedAndWhoIsNotIsRemoved() {
    refused(OPEN, new Command.DetachNode(C), "remove it instead");
    refused(forced(), new Command.RemoveMember(C), "resume or detach");
  }
}
