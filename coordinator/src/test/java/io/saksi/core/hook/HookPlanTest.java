package io.saksi.core.hook;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.open;
import static io.saksi.core.States.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the programs of a node are told, in which order, and what a restart repeats. */
class HookPlanTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final ClusterState OPEN = renewed(open(BOTH));
  private static final ClusterState B_LEADS =
      after(
          fenced(elected()),
          new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.of(new Lsn(100))));
  private static final HookPlan.Seen STANDBY = new HookPlan.Seen(Optional.empty(), false);
  private static final HookPlan.Seen CLOSED = new HookPlan.Seen(Optional.empty(), true);

  private static HookPlan.Seen serving(Epoch epoch) {
    return new HookPlan.Seen(Optional.of(epoch), true);
  }

  /** Everything that is due until nothing is, told as a desk tells it. */
  private static List<String> told(
      ClusterState state, NodeId self, HookPlan.Seen seen, HookLedger[] ledger) {
    List<String> all = new ArrayList<>();
    for (List<HookRun> due = HookPlan.due(state, self, seen, ledger[0]);
        !due.isEmpty() && all.size() < 20;
        due = HookPlan.due(state, self, seen, ledger[0])) {
      due.forEach(run -> all.add(run.point().text() + " " + run.epoch() + " " + run.cause()));
      HookRun last = due.getLast();
      ledger[0] =
          last.point() == HookPoint.AFTER_CHANGE ? ledger[0].ended(last) : ledger[0].begun(last);
    }
    return all;
  }

  private static HookLedger[] toldOf(NodeId self) {
    HookLedger[] ledger = {HookLedger.EMPTY};
    told(OPEN, self, self.equals(A) ? serving(E1) : STANDBY, ledger);
    return ledger;
  }

  @Test
  void aFailoverAsTheNewPrimarySeesIt() {
    HookLedger[] ledger = toldOf(B);
    assertThat(told(electing(BOTH), B, STANDBY, ledger))
        .containsExactly("before-change 2 POSTMASTER_DEAD");
    assertThat(told(elected(), B, STANDBY, ledger))
        .containsExactly("before-promote 2 POSTMASTER_DEAD");
    assertThat(told(B_LEADS, B, CLOSED, ledger)).as("its gate is still closed").isEmpty();
    assertThat(told(B_LEADS, B, serving(E2), ledger))
        .containsExactly("after-promote 2 POSTMASTER_DEAD", "after-change 2 POSTMASTER_DEAD");
    assertThat(told(B_LEADS, B, serving(E2), ledger)).isEmpty();
  }

  @Test
  void aFailoverAsTheOthersSeeIt() {
    HookLedger[] former = toldOf(A);
    assertThat(told(electing(BOTH), A, CLOSED, former))
        .containsExactly("before-change 2 POSTMASTER_DEAD", "before-demote 2 POSTMASTER_DEAD");
    assertThat(told(B_LEADS, A, CLOSED, former)).as("its PostgreSQL is still alive").isEmpty();
    assertThat(told(B_LEADS, A, STANDBY, former))
        .containsExactly("after-demote 2 POSTMASTER_DEAD", "after-change 2 POSTMASTER_DEAD");
    HookLedger[] third = toldOf(C);
    assertThat(told(elected(), C, STANDBY, third))
        .containsExactly("before-change 2 POSTMASTER_DEAD");
    assertThat(told(B_LEADS, C, STANDBY, third)).containsExactly("after-change 2 POSTMASTER_DEAD");
  }

  @Test
  void aSwitchoverThatIsRolledBackIsToldToo() {
    HookLedger[] ledger = toldOf(A);
    Command begin = new Command.BeginSwitchover(E1, B, Duration.ofSeconds(9));
    ClusterState begun = after(OPEN, begin);
    ClusterState back =
        after(begun, new Command.CancelSwitchover(E1, "no"), new Command.FinishRollback(E1));
    assertThat(told(begun, A, serving(E1), ledger))
        .containsExactly("before-change 2 SWITCHOVER", "before-demote 2 SWITCHOVER");
    assertThat(told(back, A, serving(E1), ledger))
        .containsExactly("after-promote 1 ROLLED_BACK", "after-change 1 ROLLED_BACK");
    assertThat(told(back, A, serving(E1), ledger)).isEmpty();
    assertThat(told(after(back, begin), A, serving(E1), ledger))
        .as("another attempt")
        .containsExactly("before-change 2 SWITCHOVER", "before-demote 2 SWITCHOVER");
  }

  @Test
  void whatARestartMissedBeforehandIsNotMadeUpForAndAfterwardsItIs() {
    HookLedger[] former = toldOf(A);
    assertThat(told(B_LEADS, A, STANDBY, former))
        .containsExactly("after-demote 2 UNKNOWN", "after-change 2 UNKNOWN");
  }

  @Test
  void whatWasCutShortAfterwardsIsRepeated() {
    HookLedger ledger = toldOf(B)[0];
    List<HookRun> first = HookPlan.due(B_LEADS, B, serving(E2), ledger);
    assertThat(HookPlan.due(B_LEADS, B, serving(E2), ledger)).isEqualTo(first).hasSize(2);
    assertThat(HookPlan.due(B_LEADS, B, serving(E2), ledger.ended(first.getLast()))).isEmpty();
  }

  @Test
  void aNodeThatIsNoMemberIsToldNothing() {
    assertThat(HookPlan.due(OPEN, new NodeId("z"), STANDBY, HookLedger.EMPTY)).isEmpty();
  }
}
