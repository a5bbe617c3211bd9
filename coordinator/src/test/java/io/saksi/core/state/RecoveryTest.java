package io.saksi.core.state;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
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
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.SyncSet;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A majority is gone for good, and one survivor's state begins a new generation. */
class RecoveryTest {
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));

  private static Command.Recover recover(NodeId survivor, NodeId... lost) {
    return new Command.Recover("new", survivor, Set.of(lost), E1, LONGEST);
  }

  private static final ClusterState RECOVERED = after(OPEN, recover(C, A, B));

  private static void refused(ClusterState state, Command command, String reason) {
    Outcome outcome = state.apply(command, OptionalLong.empty());
    assertThat(outcome).as(command.toString()).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).reason()).contains(reason);
  }

  @Test
  void nobodyIsOpenAndEveryNumberThatTheLostMayHaveUsedIsPassedOver() {
    assertThat(RECOVERED.reign())
        .isEqualTo(new Reign.Electing(new Epoch(1_000_000), Cause.DISASTER, Set.of()));
    assertThat(RECOVERED.nextEntry()).isEqualTo(1_000_000);
    assertThat(RECOVERED.history().nextTimeline()).isEqualTo(32);
    assertThat(RECOVERED.history().current()).isEqualTo(OPEN.history().current());
  }

  @Test
  void theEpochIsBeyondWhatAnySurvivorPromised() {
    Command.Recover promised =
        new Command.Recover("new", C, Set.of(A, B), new Epoch(1_000_000), LONGEST);
    assertThat(after(OPEN, promised).reign().epoch()).isEqualTo(new Epoch(2_000_000));
    Command.Recover again =
        new Command.Recover("newer", C, Set.of(new NodeId("d")), new Epoch(999_999), LONGEST);
    ClusterState two = after(RECOVERED, new Command.PutMember(member(new NodeId("d"))));
    assertThat(after(two, again).reign().epoch())
        .as("a second disaster")
        .isEqualTo(new Epoch(2_000_000));
  }

  @Test
  void theLongestLeaseIsWaitedOutWhateverProofThereWas() {
    ClusterState proven = fenced(after(OPEN, new Command.BeginFailover(E1, Cause.NODE_SILENT)));
    assertThat(proven.deposed().flatMap(Deposed::fence)).isPresent();
    ClusterState state = after(proven, recover(C, A, B));
    assertThat(state.deposed()).contains(new Deposed(E1, A, Optional.empty()));
    assertThat(state.renewal().map(Renewal::longest)).contains(LONGEST);
    assertThat(state.renewal().map(Renewal::epoch)).contains(E1);
  }

  @Test
  void theSurvivorIsForcedUnlessItIsWhoLedLast() {
    assertThat(RECOVERED.orders().forced())
        .contains(new Orders.Forced(new Epoch(1_000_000), C, Long.MAX_VALUE));
    assertThat(after(OPEN, recover(A, B, C)).orders().forced()).isEmpty();
  }

  @Test
  void theLostMayNotComeBackByThemselves() {
    assertThat(RECOVERED.members().keySet()).containsExactly(C);
    refused(RECOVERED, new Command.PutMember(member(A)), "resume it before it joins");
    ClusterState resumed = after(RECOVERED, new Command.ResumeNode(A));
    assertThat(after(resumed, new Command.PutMember(member(A))).members()).containsKey(A);
  }

  @Test
  void anotherSurvivorIsNotOverwrittenBeforeItWasLookedAt() {
    NodeId d = new NodeId("d");
    NodeId e = new NodeId("e");
    ClusterState five =
        after(
            OPEN,
            new Command.PutMember(member(d)),
            new Command.RecordInstance(d, new io.saksi.core.model.InstanceId("of-d")),
            new Command.PutMember(member(e)));
    ClusterState state = after(five, recover(C, A, B, e));
    assertThat(state.orders().hold(d).map(Orders.Hold::kind)).contains(Orders.Kind.SUSPECT);
    assertThat(state.orders().hold(A).map(Orders.Hold::kind)).contains(Orders.Kind.DETACHED);
  }

  @Test
  void theFormerIdentityIsRemembered() {
    assertThat(RECOVERED.cluster().id()).isEqualTo("new");
    assertThat(RECOVERED.cluster().generation()).isEqualTo(2);
    assertThat(RECOVERED.cluster().supersedes(OPEN.cluster().id())).isTrue();
    assertThat(RECOVERED.cluster().supersedes("new")).isFalse();
    refused(OPEN, new Command.Recover("t", C, Set.of(A, B), E1, LONGEST), "new identity");
  }

  @Test
  void aMajorityThatIsThereIsNoDisaster() {
    refused(OPEN, recover(C, A), "majority is there");
    refused(OPEN, recover(C), "majority is there");
  }

  @Test
  void nothingIsRecoveredFromNothing() {
    refused(members(), recover(C, A, B), "no primary was ever open");
    refused(OPEN, recover(new NodeId("x"), A, B), "no data");
    refused(OPEN, recover(C, A, C), "cannot be lost and survive");
    refused(OPEN, recover(C, A, B, new NodeId("x")), "must be a member");
  }

  @Test
  void operatorsDecisionsStayButNoChangeOfRolesGoesOn() {
    ClusterState paused = after(OPEN, new Command.Pause("work", Optional.empty()));
    assertThat(after(paused, recover(C, A, B)).orders().pause()).isPresent();
    ClusterState switching =
        after(OPEN, new Command.BeginSwitchover(E1, B, Duration.ofSeconds(30)));
    assertThat(after(switching, recover(C, A, B)).orders().switchover()).isEmpty();
  }

  @Test
  void aCandidateThatNeverOpenedIsNotWhoIsWaitedFor() {
    ClusterState elected =
        after(after(OPEN, new Command.BeginFailover(E1, Cause.NODE_SILENT)), promoteB());
    assertThat(elected.reign().epoch()).isEqualTo(E2);
    ClusterState state = after(elected, recover(C, A, B));
    assertThat(state.deposed().map(Deposed::primary)).contains(A);
    assertThat(state.history().nextTimeline()).as("B's is passed over").isEqualTo(32);
  }
}
