package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.proto.v1.Caller;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.Switchover;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A checkpoint may take minutes: what was found before it says little of what is after it. */
class ObstaclesAreLookedAtTwiceTest {
  private final LoneLeader leader = new LoneLeader();
  private final FakePreflight preflight = new FakePreflight();
  private final LeaderOrders orders =
      new LeaderOrders(LoneLeader.A, leader, preflight, leader::wallClock);

  private long submit(boolean inSpite) throws Exception {
    Switchover order = Switchover.newBuilder().setTarget("b").setIgnoreObstacles(inSpite).build();
    OrderRequest request =
        OrderRequest.newBuilder()
            .setKey("k")
            .setCaller(Caller.newBuilder().setWho("ann"))
            .setOrder(Order.newBuilder().setSwitchover(order))
            .build();
    return orders.submit(leader.onIt(), request, "10.0.0.9", () -> false);
  }

  private boolean hasBegun() {
    return leader.present().orders().switchover().isPresent();
  }

  @Test
  void whatBeganDuringTheCheckpointStandsAgainstItToo() {
    preflight.atCheckpoint = () -> preflight.finds("a backup runs");
    assertThatThrownBy(() -> submit(false)).hasMessageContaining("a backup runs");
    assertThat(hasBegun()).isFalse();
    assertThat(preflight.looks).isEqualTo(2);
  }

  @Test
  void withoutObstaclesItBeginsWithWhatWasPredictedLast() throws Exception {
    preflight.atCheckpoint = () -> preflight.predicted = Duration.ofMillis(600);
    submit(false);
    assertThat(leader.applied().trail().find("k").orElseThrow().command())
        .isInstanceOfSatisfying(
            Command.BeginSwitchover.class,
            begin -> assertThat(begin.predicted()).contains(Duration.ofMillis(600)));
  }

  @Test
  void inSpiteOfThemItBeginsAllTheSame() throws Exception {
    preflight.finds("a backup runs");
    submit(true);
    assertThat(hasBegun()).isTrue();
  }

  @Test
  void whatStandsAgainstItAtOnceCostsNoCheckpoint() {
    preflight.finds("a backup runs");
    assertThatThrownBy(() -> submit(false)).hasMessageContaining("a backup runs");
    assertThat(preflight.checkpoints).isZero();
  }

  /** Paused meanwhile: what the state refuses is refused before the gate closes, and said so. */
  @Test
  void whatBecameImpossibleDuringTheCheckpointIsRefused() {
    preflight.atCheckpoint =
        () -> leader.done(new Command.Pause("work on the network", Optional.empty()));
    assertThatThrownBy(() -> submit(true)).hasMessageContaining("paused");
    assertThat(hasBegun()).isFalse();
    assertThat(leader.present().reign().epoch()).isEqualTo(new Epoch(1));
  }
}
