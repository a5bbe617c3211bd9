package io.saksi.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.node.LeaseGuard;
import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Settings;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Everything that has to hold for {@code /primary} to say 200, each left out once: the others do
 * not make up for it.
 */
class PrimaryOnlyWithALeaseTest {
  private final FakeNode node = FakeNode.openPrimary();

  private boolean isPrimary() {
    return new Standing(node.source()).isPrimary();
  }

  @Test
  void itSaysSoWhereAllHolds() {
    assertThat(isPrimary()).isTrue();
  }

  @Test
  void notWithoutALease() {
    node.armed = Optional.empty();
    assertThat(isPrimary()).isFalse();
  }

  /** Nothing was told of it: the agent was stopped for a while and has just gone on. */
  @Test
  void notWhenTheLeaseRanOutWhateverElseIsStillSaid() {
    var deadline = node.armed.orElseThrow().deadline();
    node.pass(deadline.since(node.now()));
    assertThat(node.own.orElseThrow().seen().gate()).isEqualTo(Gate.WRITE);
    assertThat(isPrimary()).isFalse();
  }

  /** The gate is about to close: who is sent now would be thrown out at once. */
  @Test
  void notInTheLastPartOfTheLease() {
    Duration left = Settings.DEFAULT.closeAhead();
    node.armed = Optional.of(new LeaseGuard.Armed(Cluster.E1, node.now().plus(left)));
    assertThat(isPrimary()).isFalse();
    node.armed = Optional.of(new LeaseGuard.Armed(Cluster.E1, node.now().plus(left.plusMillis(1))));
    assertThat(isPrimary()).isTrue();
  }

  @Test
  void notWithTheLeaseOfAnotherReign() {
    node.armed =
        Optional.of(new LeaseGuard.Armed(Cluster.E2, node.now().plus(Duration.ofSeconds(3))));
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void notBehindAClosedGate() {
    node.sees(node.own.orElseThrow().seen().postgres(), Gate.CLOSED);
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void notWhileTheGateIsBeingClosed() {
    node.sees(node.own.orElseThrow().seen().postgres(), Gate.WRITE, Cluster.E1, true);
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void notWithAPostgresqlThatServesAnEarlierReign() {
    node.sees(node.own.orElseThrow().seen().postgres(), Gate.WRITE, Epoch.NONE, false);
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void notWithoutAPrimaryProcess() {
    node.sees(new Postgres.Busy("being looked at"), Gate.WRITE);
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void notWhenItsReignIsOver() {
    node.state =
        Optional.of(
            Cluster.after(
                Cluster.openA(), new Command.BeginFailover(Cluster.E1, Cause.POSTMASTER_DEAD)));
    assertThat(isPrimary()).isFalse();
    node.state = Optional.of(Cluster.openB());
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void notOnceASwitchoverBegan() {
    node.state =
        Optional.of(
            Cluster.after(
                Cluster.openA(),
                new Command.BeginSwitchover(Cluster.E1, Cluster.B, Duration.ofSeconds(10))));
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void notOnALookOfLongAgo() {
    node.pass(Standing.LOOK_STANDS);
    node.armed =
        Optional.of(new LeaseGuard.Armed(Cluster.E1, node.now().plus(Duration.ofSeconds(3))));
    assertThat(isPrimary()).isFalse();
  }
}
