package io.saksi.core.state;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.open;
import static io.saksi.core.States.promoteB;
import static io.saksi.core.States.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.quorum.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Modes, bounds, tags and members: what an operator may change, and when it counts. */
class ModesTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final Command.SetMode MANUAL =
      new Command.SetMode(Mode.SYNC_MANUAL, Optional.empty());
  private static final Command.SetMode ASYNC = new Command.SetMode(Mode.ASYNC, Optional.of(50L));
  private static final Command.BeginFailover DEAD =
      new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD);

  private static String refusal(ClusterState state, Command command) {
    Outcome outcome = state.apply(command, OptionalLong.empty());
    assertThat(outcome).as(command.toString()).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).reason();
  }

  private static ClusterState withRenewalAt(ClusterState state, long end) {
    Duration ttl = state.settings().leaseTtl();
    return after(state, new Command.Renew(E1, 2, ttl, Optional.empty(), Optional.of(at(end))));
  }

  @Test
  void aModeIsOnlyAWishUntilAnEntryCarriesIt() {
    ClusterState wished = after(renewed(open(BOTH)), MANUAL);
    assertThat(wished.inForce()).extracting(SyncEntry::mode).containsExactly(Mode.SYNC_AUTO);
    assertThat(Policy.allowsAutomaticFailover(wished)).isTrue();
    ClusterState appended = after(wished, new Command.AppendSet(E1, BOTH));
    assertThat(appended.inForce())
        .extracting(SyncEntry::mode)
        .containsExactly(Mode.SYNC_AUTO, Mode.SYNC_MANUAL);
    assertThat(Policy.allowsAutomaticFailover(appended)).isFalse();
  }

  @Test
  void aModeThatWasNotInForceDoesNotStopTheFailoverThatIsUnderWay() {
    ClusterState electing = after(renewed(open(BOTH)), DEAD, MANUAL);
    ClusterState elected = after(electing, promoteB());
    Reign.Elected reign = (Reign.Elected) elected.reign();
    assertThat(reign.proposed().mode()).isEqualTo(Mode.SYNC_AUTO);
  }

  @Test
  void nobodyIsPromotedByItselfInManualMode() {
    ClusterState manual = after(renewed(open(BOTH)), MANUAL, new Command.AppendSet(E1, BOTH));
    assertThat(refusal(after(manual, DEAD), promoteB())).contains("no automatic failover");
  }

  @Test
  void asyncCountsNobodyAndFailsOverOnlyWithinItsBound() {
    ClusterState state = after(renewed(open(BOTH)), ASYNC);
    assertThat(refusal(state, new Command.AppendSet(E1, BOTH))).contains("nobody is counted");
    ClusterState async = after(state, new Command.AppendSet(E1, SyncSet.NOBODY));
    ClusterState confirmed = after(async, confirm(async, 100));
    Command.Elect elect =
        new Command.Elect(
            E2, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(B, at(100)), SyncSet.NOBODY);
    assertThat(refusal(after(confirmed, DEAD), elect)).contains("not eligible");
    assertThat(refusal(after(withRenewalAt(confirmed, 151), DEAD), elect)).contains("eligible");
    assertThat(after(withRenewalAt(confirmed, 150), DEAD, elect).reign())
        .isInstanceOf(Reign.Elected.class);
  }

  private static Command confirm(ClusterState state, long marker) {
    return new Command.ConfirmSet(E1, state.inForce().getLast().id(), Optional.of(at(marker)));
  }

  @Test
  void whatWasAcknowledgedBeforeAsyncIsNotLostByABoundOnLag() {
    ClusterState async =
        after(renewed(open(SyncSet.NOBODY)), ASYNC, new Command.AppendSet(E1, SyncSet.NOBODY));
    assertThat(refusal(async, new Command.ConfirmSet(E1, async.inForce().getLast().id())))
        .contains("not said");
    Command.Elect elect =
        new Command.Elect(
            E2, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(B, at(100)), SyncSet.NOBODY);
    ClusterState beyond = withRenewalAt(after(async, confirm(async, 101)), 110);
    assertThat(refusal(after(beyond, DEAD), elect)).contains("not eligible");
    ClusterState reached = withRenewalAt(after(async, confirm(async, 100)), 110);
    assertThat(after(reached, DEAD, elect).reign()).isInstanceOf(Reign.Elected.class);
  }

  @Test
  void aReignThatBeginsBeforeAsyncIsProvenIsStillSynchronous() {
    ClusterState async =
        after(renewed(open(SyncSet.NOBODY)), ASYNC, new Command.AppendSet(E1, SyncSet.NOBODY));
    assertThat(Policy.next(async)).isEqualTo(Mode.SYNC_AUTO);
    ClusterState proven = after(async, confirm(async, 100));
    assertThat(Policy.next(proven)).isEqualTo(Mode.ASYNC);
    ClusterState wished = after(proven, new Command.SetMode(Mode.SYNC_AUTO, Optional.empty()));
    assertThat(Policy.next(wished)).as("a wish is not in force").isEqualTo(Mode.ASYNC);
  }

  @Test
  void whatSyncAcknowledgedIsNotLostByABoundOnLag() {
    ClusterState both =
        after(
            renewed(open(SyncSet.any(2, List.of(B, C)))),
            ASYNC,
            new Command.AppendSet(E1, SyncSet.NOBODY));
    Command.Elect alone =
        new Command.Elect(
            E2,
            B,
            Reign.Accession.PROMOTE,
            Optional.empty(),
            Map.of(B, at(100), C, at(120)),
            SyncSet.NOBODY);
    ClusterState electing = after(withRenewalAt(both, 150), DEAD);
    // ANY 2 (b, c): one of them is enough, so b is eligible by that entry even behind c.
    assertThat(after(electing, alone).reign()).isInstanceOf(Reign.Elected.class);
    ClusterState one = after(renewed(open(BOTH)), ASYNC, new Command.AppendSet(E1, SyncSet.NOBODY));
    assertThat(refusal(after(withRenewalAt(one, 150), DEAD), alone)).contains("not eligible");
  }

  @Test
  void aShorterLeaseDoesNotForgetTheLongerOneThatWasGranted() {
    Settings longer = leaseOf(Duration.ofSeconds(10));
    Settings shorter = leaseOf(Duration.ofSeconds(3));
    ClusterState state =
        after(
            open(BOTH),
            new Command.SetSettings(longer),
            new Command.Renew(E1, 1, Duration.ofSeconds(10), Optional.empty()),
            new Command.SetSettings(shorter),
            new Command.Renew(E1, 2, Duration.ofSeconds(3), Optional.empty()));
    assertThat(state.renewal().orElseThrow().longest()).isEqualTo(Duration.ofSeconds(10));
  }

  private static Settings leaseOf(Duration ttl) {
    return Tuned.like(Settings.DEFAULT).lease(ttl).settings();
  }

  @Test
  void settingsDoNotSmuggleAMode() {
    Settings manual = Settings.DEFAULT.withMode(Mode.SYNC_MANUAL, Optional.empty());
    assertThat(refusal(open(BOTH), new Command.SetSettings(manual))).contains("own command");
  }

  @Test
  void aPauseHoldsTheFailoverAndIsRefusedWithoutAPrimary() {
    Command.Pause pause = new Command.Pause("kernel update", Optional.empty());
    ClusterState paused = after(renewed(open(BOTH)), pause);
    assertThat(refusal(paused, DEAD)).contains("kernel update");
    assertThat(after(paused, new Command.Resume(), DEAD).reign())
        .isInstanceOf(Reign.Electing.class);
    assertThat(refusal(after(open(BOTH), DEAD), pause)).contains("no primary is open");
    assertThat(refusal(open(BOTH), new Command.Resume())).contains("not paused");
  }

  @Test
  void whatAnOperatorTaggedAnAgentDoesNotUndo() {
    Tags never = new Tags(0, Optional.of("site b"), true, false);
    ClusterState tagged = after(open(SyncSet.NOBODY), new Command.SetTags(B, never));
    ClusterState restarted = after(tagged, new Command.PutMember(io.saksi.core.States.member(B)));
    assertThat(restarted.members().get(B).tags()).isEqualTo(never.asPinned());
    assertThat(refusal(restarted, new Command.AppendSet(E1, SyncSet.any(1, List.of(B)))))
        .contains("cannot be counted");
  }

  @Test
  void aNodeTaggedNeverToBePromotedIsNotElected() {
    Tags never = new Tags(0, Optional.empty(), false, false);
    ClusterState state = after(renewed(open(BOTH)), new Command.SetTags(B, never), DEAD);
    assertThat(refusal(state, promoteB())).contains("never to be promoted");
  }

  @Test
  void aCandidateMayFetchWhatANodeThatMayNotLeadHas() {
    Tags never = new Tags(0, Optional.empty(), false, false);
    ClusterState state = after(renewed(open(BOTH)), new Command.SetTags(B, never), DEAD);
    Command.Elect fetching =
        new Command.Elect(
            E2,
            C,
            Reign.Accession.PROMOTE,
            Optional.of(B),
            Map.of(B, at(100), C, at(90)),
            SyncSet.any(1, List.of(B)));
    Reign.Elected elected = (Reign.Elected) after(state, fetching).reign();
    assertThat(elected.position()).contains(at(100));
  }

  @Test
  void aMemberIsRemovedOnlyWhileNobodyNeedsIt() {
    ClusterState state = open(SyncSet.any(1, List.of(B)));
    assertThat(refusal(state, new Command.RemoveMember(A))).contains("is the primary");
    assertThat(refusal(state, new Command.RemoveMember(B))).contains("sync set in force");
    assertThat(refusal(after(state, DEAD), new Command.RemoveMember(C))).contains("no primary");
    assertThat(refusal(state, new Command.RemoveMember(new NodeId("d")))).contains("no member");
    Command toC = new Command.BeginSwitchover(E1, C, Duration.ofSeconds(10));
    assertThat(refusal(after(state, toC), new Command.RemoveMember(C))).contains("is the target");
    assertThat(after(state, new Command.RemoveMember(C)).members()).containsOnlyKeys(A, B);
  }

  @Test
  void aBoundOnLagIsZeroOrMore() {
    assertThat(refusal(open(BOTH), new Command.SetMode(Mode.ASYNC, Optional.of(-1L))))
        .contains("not negative");
    ClusterState none = after(open(BOTH), new Command.SetMode(Mode.ASYNC, Optional.of(0L)));
    assertThat(none.settings().asyncLagBound()).contains(0L);
  }

  @Test
  void onlyAMemberIsTagged() {
    assertThat(refusal(open(BOTH), new Command.SetTags(new NodeId("d"), Tags.of(1))))
        .contains("no member");
  }

  @Test
  void theEndOfTheSynchronousWalLiesOnTheBranchOfTheReign() {
    ClusterState async =
        after(renewed(open(SyncSet.NOBODY)), ASYNC, new Command.AppendSet(E1, SyncSet.NOBODY));
    Position elsewhere = new Position(new Branch(2, E2), new Lsn(100));
    long entry = async.inForce().getLast().id();
    assertThat(refusal(async, new Command.ConfirmSet(E1, entry, Optional.of(elsewhere))))
        .contains("not said");
  }

  @Test
  void aMarkerBelowTheFloorDoesNotLowerIt() {
    Duration ttl = Settings.DEFAULT.leaseTtl();
    ClusterState async =
        after(
            open(BOTH),
            new Command.Renew(E1, 1, ttl, Optional.of(at(150))),
            ASYNC,
            new Command.AppendSet(E1, SyncSet.NOBODY));
    assertThat(after(async, confirm(async, 149)).floor()).contains(at(150));
    assertThat(after(async, confirm(async, 151)).floor()).contains(at(151));
  }

  @Test
  void withinAsyncAProofRaisesNoFloor() {
    ClusterState wished =
        after(renewed(open(SyncSet.NOBODY)), ASYNC, new Command.AppendSet(E1, SyncSet.NOBODY));
    ClusterState async = after(wished, confirm(wished, 100));
    ClusterState again = after(async, new Command.AppendSet(E1, SyncSet.NOBODY));
    assertThat(after(again, confirm(again, 200)).floor()).contains(at(100));
  }
}
