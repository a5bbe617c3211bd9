package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.command.Command;
import io.saksi.core.model.Orders;
import io.saksi.proto.v1.Caller;
import io.saksi.proto.v1.CancelRequest;
import io.saksi.proto.v1.ChangeSettings;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.PauseFailover;
import io.saksi.proto.v1.ResumeFailover;
import io.saksi.proto.v1.Switchover;
import org.junit.jupiter.api.Test;

/** An order's key is that order's alone; and who cancelled one is known as who gave it. */
class KeysAndCancelsAreKeptTest {
  private static final Order PAUSE =
      Order.newBuilder().setPause(PauseFailover.newBuilder().setForMs(60_000)).build();
  private static final Order RESUME =
      Order.newBuilder().setResume(ResumeFailover.getDefaultInstance()).build();
  private static final Order SWITCHOVER =
      Order.newBuilder().setSwitchover(Switchover.newBuilder().setTarget("b")).build();

  private final LoneLeader leader = new LoneLeader();
  private final FakePreflight preflight = new FakePreflight();
  private final OperatorService service =
      new OperatorService(
          leader,
          leader::applied,
          new LeaderOrders(LoneLeader.A, leader, preflight, leader::wallClock),
          null,
          null);

  private Answer<Operation> submit(String key, Order order) {
    Answer<Operation> answer = new Answer<>();
    service.submit(
        OrderRequest.newBuilder().setKey(key).setOrder(order).setCaller(caller("ann")).build(),
        answer);
    return answer;
  }

  private Answer<Operation> cancel(String key, String who) {
    Answer<Operation> answer = new Answer<>();
    service.cancel(CancelRequest.newBuilder().setKey(key).setCaller(caller(who)).build(), answer);
    return answer;
  }

  private static Caller caller(String who) {
    return Caller.newBuilder().setWho(who).setWhy("a test").build();
  }

  private AuditEntry newest() {
    return leader.applied().trail().entries().getLast();
  }

  @Test
  void theSameOrderWithItsKeyIsAnsweredAgain() {
    submit("k", PAUSE);
    Answer<Operation> again = submit("k", PAUSE);
    assertThat(again.value().getState()).isEqualTo(Operation.State.STATE_DONE);
    assertThat(leader.applied().trail().entries()).hasSize(1);
  }

  @Test
  void anotherOrderWithThatKeyIsRefusedAndNotCalledDone() throws Exception {
    submit("k", PAUSE);
    assertThat(submit("k", RESUME).refusal())
        .contains("INVALID_ORDER")
        .contains("used for another order: pause");
    assertThat(leader.present().orders().pause()).isPresent();
  }

  /** A map has no order: the same settings in another one are the same order. */
  @Test
  void settingsNamedInAnotherOrderAreTheSame() {
    ChangeSettings one =
        ChangeSettings.newBuilder().putValues("silence", "2s").putValues("drift", "5").build();
    ChangeSettings two =
        ChangeSettings.newBuilder().putValues("drift", "5").putValues("silence", "2s").build();
    assertThat(Fingerprint.of(Order.newBuilder().setSettings(one).build()))
        .isEqualTo(Fingerprint.of(Order.newBuilder().setSettings(two).build()))
        .isNotEqualTo(Fingerprint.of(SWITCHOVER));
  }

  @Test
  void whoCancelsIsInTheAuditToo() {
    submit("k", SWITCHOVER);
    cancel("k", "bob");
    assertThat(newest().command()).isInstanceOf(Command.CancelSwitchover.class);
    assertThat(newest().request().who()).isEqualTo("bob");
    assertThat(newest().request().why()).isEqualTo("a test");
    assertThat(leader.present().orders().switchover().flatMap(Orders.Switchover::rolledBack))
        .contains("cancelled by bob: a test");
  }

  @Test
  void cancelledTwiceIsCancelledOnce() {
    submit("k", SWITCHOVER);
    cancel("k", "bob");
    assertThat(cancel("k", "bob").value().getKey()).isEqualTo("k");
    assertThat(leader.applied().trail().entries()).hasSize(2);
  }

  @Test
  void whoCancelsSaysWhoHeIs() throws Exception {
    submit("k", SWITCHOVER);
    assertThat(cancel("k", " ").refusal()).contains("INVALID_ORDER");
  }
}
