package io.saksi.core.state;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.open;
import static io.saksi.core.States.promoteB;
import static io.saksi.core.States.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.incident.Entry;
import io.saksi.core.incident.Incident;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.SyncSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A switchover that is scheduled: it changes nothing, outlives everybody, and begins once. */
class SwitchoverForLaterTest {
  private static final Instant AT = Instant.parse("2026-11-22T03:30:00Z");
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Command.BeginSwitchover BEGIN =
      new Command.BeginSwitchover(E1, B, LIMIT).plannedFor(AT);
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));

  private ClusterState state = OPEN;
  private AuditTrail trail = AuditTrail.EMPTY;

  private static Orders.Scheduled plan(Optional<NodeId> target, Instant at) {
    return new Orders.Scheduled(
        new Orders.By("k", "ann", "10.0.0.9", "kernel"),
        target,
        at,
        Duration.ofMinutes(5),
        LIMIT,
        false,
        Duration.ofSeconds(7));
  }

  private static Command.ScheduleSwitchover schedule() {
    return new Command.ScheduleSwitchover(plan(Optional.of(B), AT));
  }

  private void applied(Command command, String... key) {
    ClusterState before = state;
    state = after(state, command);
    trail = trail.afterPlan(before, command, state).after(before, state);
    for (String k : key) {
      Request request = new Request(k, "ann", "10.0.0.9", "kernel", Instant.EPOCH);
      trail = trail.with(request, command, state);
    }
  }

  private static String refusal(ClusterState on, Command command) {
    Outcome outcome = on.apply(command, OptionalLong.empty());
    assertThat(outcome).as(command.toString()).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).reason();
  }

  private AuditEntry entry() {
    return trail.find("k").orElseThrow();
  }

  @Test
  void itChangesNothingButWhatIsScheduled() {
    ClusterState after = after(OPEN, schedule());
    assertThat(after.orders().scheduled()).contains(plan(Optional.of(B), AT));
    assertThat(after.orders().switchover()).isEmpty();
    assertThat(after.reign()).isEqualTo(OPEN.reign());
  }

  @Test
  void thereIsOneAtATimeAndForWhomMayLead() {
    ClusterState scheduled = after(OPEN, schedule());
    assertThat(refusal(scheduled, schedule())).contains("scheduled already").contains("cancel");
    NodeId stranger = new NodeId("x");
    Command.ScheduleSwitchover wrong =
        new Command.ScheduleSwitchover(plan(Optional.of(stranger), AT));
    assertThat(refusal(OPEN, wrong)).contains("x may not lead");
    ClusterState underWay = after(OPEN, new Command.BeginSwitchover(E1, B, LIMIT));
    assertThat(refusal(underWay, schedule())).contains("under way");
  }

  /** A leader that stalls between its preparation and the log must not undo an operator's word. */
  @Test
  void whatWasCalledOffDoesNotBegin() {
    ClusterState off = after(OPEN, schedule(), new Command.EndSchedule(AT, "cancelled by ann"));
    assertThat(off.orders().scheduled()).isEmpty();
    assertThat(refusal(off, BEGIN)).contains("not scheduled any more");
    ClusterState another =
        after(off, new Command.ScheduleSwitchover(plan(Optional.of(B), AT.plusSeconds(3_600))));
    assertThat(refusal(another, BEGIN)).contains("not scheduled any more");
    assertThat(refusal(another, new Command.EndSchedule(AT, "late"))).contains("no switchover");
  }

  @Test
  void itBeginsOnceWhoeverSaysSoTwice() {
    ClusterState begun = after(OPEN, schedule(), BEGIN);
    assertThat(begun.orders().scheduled()).isEmpty();
    assertThat(begun.orders().switchover().orElseThrow().target()).isEqualTo(B);
    assertThat(refusal(begun, BEGIN)).contains("under way");
  }

  @Test
  void itSurvivesAFailoverInBetween() {
    ClusterState later =
        after(
            fenced(after(OPEN, schedule(), new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD))),
            promoteB(),
            new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.of(new Lsn(100))));
    assertThat(later.orders().scheduled()).isPresent();
  }

  @Test
  void oneThatIsGivenAtOnceLeavesWhatIsScheduled() {
    ClusterState begun = after(OPEN, schedule(), new Command.BeginSwitchover(E1, C, LIMIT));
    assertThat(begun.orders().scheduled()).isPresent();
  }

  @Test
  void underItsKeyIsToldWhatBecameOfIt() {
    applied(schedule(), "k");
    assertThat(entry().isOpen()).isTrue();
    applied(BEGIN);
    assertThat(entry().command()).isEqualTo(BEGIN);
    assertThat(entry().isOpen()).as("it goes on").isTrue();
    applied(new Command.CancelSwitchover(E1, "b died"));
    applied(new Command.FinishRollback(E1));
    assertThat(entry().outcome().orElseThrow())
        .isEqualTo(new AuditEntry.Outcome(false, "rolled back: b died"));
  }

  @Test
  void thatItWasMissedIsToldUnderItsKeyToo() {
    applied(schedule(), "k");
    applied(new Command.EndSchedule(AT, "missed: a backup runs"));
    assertThat(entry().outcome().orElseThrow())
        .isEqualTo(new AuditEntry.Outcome(false, "not begun: missed: a backup runs"));
  }

  @Test
  void theIncidentNamesWhoScheduledIt() {
    ClusterState scheduled = after(OPEN, schedule());
    Stamp now = new Stamp(AT, new Moment(1), A + "/boot");
    IncidentTrail told =
        IncidentTrail.EMPTY.after(
            Optional.of(scheduled), new Entry(BEGIN, now, List.of(), Optional.empty()));
    Incident.Order order = told.incidents().getLast().orders().getFirst();
    assertThat(order.request().who()).isEqualTo("ann");
    assertThat(order.request().key()).isEqualTo("k");
  }
}
