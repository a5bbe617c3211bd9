package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.command.Command;
import io.saksi.core.model.Orders;
import io.saksi.proto.v1.Caller;
import io.saksi.proto.v1.CancelRequest;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.Switchover;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A switchover for later, by the clock of whoever leads then. */
class TimetableTest {
  private final FakePreflight preflight = new FakePreflight();
  private LoneLeader leader = new LoneLeader();
  private Timetable timetable = timetableOf(leader);
  private final Instant at = leader.wallClock().plusSeconds(3_600);

  private LeaderOrders ordersOf(LoneLeader of) {
    return new LeaderOrders(LoneLeader.A, of, preflight, of::wallClock);
  }

  private Timetable timetableOf(LoneLeader of) {
    return new Timetable(of::applied, ordersOf(of), of::wallClock);
  }

  private OperatorService service() {
    return new OperatorService(leader, leader::applied, ordersOf(leader), null, null);
  }

  private Answer<Operation> schedule(Instant when) {
    return schedule(
        Switchover.newBuilder().setTarget("b").setAtEpochMillis(when.toEpochMilli()).build());
  }

  private Answer<Operation> schedule(Switchover order) {
    Answer<Operation> answer = new Answer<>();
    service()
        .submit(
            OrderRequest.newBuilder()
                .setKey("k")
                .setCaller(Caller.newBuilder().setWho("ann"))
                .setOrder(Order.newBuilder().setSwitchover(order))
                .build(),
            answer);
    return answer;
  }

  private void lookAt(Instant when) throws InterruptedException {
    leader.at(when);
    Optional<Orders.Scheduled> plan = leader.present().orders().scheduled();
    if (plan.isPresent()) {
      timetable.keep(plan.get());
    }
  }

  private AuditEntry entry() {
    return leader.applied().trail().find("k").orElseThrow();
  }

  private boolean hasBegun() {
    return leader.present().orders().switchover().isPresent();
  }

  @Test
  void itIsTakenAndToldAndNothingElseHappens() {
    Operation told = schedule(at).value();
    assertThat(told.getPhase()).isEqualTo("scheduled");
    assertThat(told.getCancellable()).isTrue();
    assertThat(told.getWhat()).isEqualTo("switchover to b, scheduled for " + at);
    assertThat(preflight.checkpoints).isZero();
    assertThat(hasBegun()).isFalse();
  }

  @Test
  void itBeginsAtItsHourUnderTheSameKey() throws Exception {
    schedule(at);
    lookAt(at);
    assertThat(hasBegun()).isTrue();
    assertThat(leader.present().orders().scheduled()).isEmpty();
    assertThat(preflight.checkpoints).isOne();
    assertThat(entry().command()).isInstanceOf(Command.BeginSwitchover.class);
  }

  /** Whose transactions may end first was said when the order was given, not at its hour. */
  @Test
  void itWaitsForTransactionsAsLongAsWasOrdered() throws Exception {
    Switchover.Builder order =
        Switchover.newBuilder().setTarget("b").setAtEpochMillis(at.toEpochMilli());
    for (long millis : List.of(0L, 7_000L)) {
      leader = new LoneLeader();
      timetable = timetableOf(leader);
      Operation _ = schedule(order.setDrainMs(millis).build()).value();
      leader = leader.successor();
      timetable = timetableOf(leader);
      lookAt(at);
      assertThat(leader.present().orders().switchover().orElseThrow().drain())
          .isEqualTo(Duration.ofMillis(millis));
    }
  }

  @Test
  void whoSaysNothingOfItWaitsForASecond() throws Exception {
    schedule(at);
    lookAt(at);
    assertThat(leader.present().orders().switchover().orElseThrow().drain())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void theNextLeaderKeepsIt() throws Exception {
    schedule(at);
    leader = leader.successor();
    timetable = timetableOf(leader);
    lookAt(at.plusSeconds(60));
    assertThat(hasBegun()).isTrue();
  }

  @Test
  void whatStandsAgainstItIsWaitedForWithinTheBoundAndThenItIsMissed() throws Exception {
    schedule(at);
    preflight.finds("a backup runs");
    lookAt(at);
    lookAt(at.plusSeconds(1));
    assertThat(preflight.looks).as("not asked again and again").isOne();
    lookAt(at.plusSeconds(11));
    assertThat(preflight.looks).isEqualTo(2);
    lookAt(at.plusSeconds(301));
    assertThat(leader.present().orders().scheduled()).isEmpty();
    assertThat(hasBegun()).isFalse();
    assertThat(entry().outcome().orElseThrow().how())
        .contains("not begun: missed")
        .contains("a backup runs");
  }

  @Test
  void onceTheObstacleIsGoneItBegins() throws Exception {
    schedule(at);
    preflight.finds("a backup runs");
    lookAt(at);
    preflight.found.clear();
    lookAt(at.plusSeconds(20));
    assertThat(hasBegun()).isTrue();
  }

  /** The cluster was without a leader all night: nobody expects a switchover at noon. */
  @Test
  void aLeaderThatComesTooLateDoesNotBeginIt() throws Exception {
    schedule(at);
    lookAt(at.plusSeconds(9 * 3_600));
    assertThat(hasBegun()).isFalse();
    assertThat(entry().outcome().orElseThrow().how()).contains("no agent led in that time");
  }

  @Test
  void itIsCalledOffByItsKeyAndWhoDidIsKept() throws Exception {
    schedule(at);
    Answer<Operation> answer = new Answer<>();
    service()
        .cancel(
            CancelRequest.newBuilder()
                .setKey("k")
                .setCaller(Caller.newBuilder().setWho("bob").setWhy("not tonight"))
                .build(),
            answer);
    assertThat(answer.value().getOutcome()).isEqualTo("not begun: cancelled by bob: not tonight");
    assertThat(leader.applied().trail().entries().getLast().request().who()).isEqualTo("bob");
    lookAt(at);
    assertThat(hasBegun()).isFalse();
  }

  @Test
  void anHourThatIsOverOrFarAheadIsRefused() throws Exception {
    assertThat(schedule(leader.wallClock().minusSeconds(3_600)).refusal())
        .contains("INVALID_ORDER");
    assertThat(schedule(leader.wallClock().plusSeconds(32L * 86_400)).refusal())
        .contains("INVALID_ORDER");
  }
}
