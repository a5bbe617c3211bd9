package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.os.FakeWatchdog;
import io.saksi.agent.os.KernelWatchdog;
import io.saksi.agent.os.OsException;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogKeeperTest {
  private static final Duration LEASE = Duration.ofMillis(2_850);
  private static final Duration LOOK = Duration.ofMillis(100);

  @TempDir Path run;
  private Moment now = new Moment(Duration.ofHours(1).toNanos());
  private boolean fit = true;
  private GuardFile file;
  private GuardLog log;
  private FakeWatchdog machine;
  private WatchdogKeeper keeper;

  @BeforeEach
  void make() throws Exception {
    file = GuardFile.create(run);
    log = new GuardLog(run.resolve("log"), "guard");
    use(new FakeWatchdog(() -> now, 1, true));
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void use(FakeWatchdog watchdog) {
    machine = watchdog;
    keeper = new WatchdogKeeper(file, watchdog, _ -> fit, log);
  }

  private void pass(Duration time) {
    Moment end = now.plus(time);
    while (now.isBefore(end)) {
      keeper.keep(now);
      now = now.plus(LOOK);
    }
  }

  private void arm() {
    file.arm(new Epoch(7), now.plus(LEASE));
  }

  @Test
  void aFitGuardFeedsItWhileADeadlineIsArmed() {
    pass(Duration.ofSeconds(5));
    assertThat(machine.isRunning()).isFalse();
    arm();
    pass(Duration.ofSeconds(30));
    assertThat(machine.isRunning()).isTrue();
    assertThat(machine.hasReset()).isFalse();
    assertThat(file.watchdogIsArmed(now)).isTrue();
  }

  @Test
  void aGuardThatCannotKillHasTheMachineResetBeforeALeaseIsOver() {
    arm();
    pass(LOOK);
    fit = false;
    pass(LEASE);
    assertThat(machine.hasReset()).isTrue();
    assertThat(file.watchdogIsArmed(now)).isFalse();
  }

  @Test
  void aGuardThatIsGoneHasTheMachineReset() {
    arm();
    pass(LOOK);
    now = now.plus(LEASE);
    assertThat(machine.hasReset()).isTrue();
  }

  @Test
  void withNothingArmedItIsStoppedAfterAWhileOnly() {
    arm();
    pass(LOOK);
    file.disarm();
    pass(WatchdogKeeper.RELEASED_AFTER.dividedBy(2));
    assertThat(machine.isRunning()).isTrue();
    pass(WatchdogKeeper.RELEASED_AFTER);
    assertThat(machine.isRunning()).isFalse();
    assertThat(file.watchdogIsArmed(now)).isFalse();
  }

  @Test
  void oneThatIsTooSlowForTheLeaseIsNoRung() {
    use(new FakeWatchdog(() -> now, 10, true));
    arm();
    pass(Duration.ofSeconds(1));
    assertThat(machine.isRunning()).isFalse();
    assertThat(file.watchdogIsArmed(now)).isFalse();
  }

  @Test
  void oneThatRefusesIsNoRungAndIsAskedAgainInTheNextReign() {
    machine.refuses();
    arm();
    pass(Duration.ofSeconds(1));
    assertThat(file.watchdogIsArmed(now)).isFalse();
    assertThatThrownBy(keeper::tryOut).isInstanceOf(OsException.class);
  }

  @Test
  void oneThatCannotBeStoppedIsFedFromTheStart() {
    use(new FakeWatchdog(() -> now, 1, false));
    keeper.tryOut();
    pass(Duration.ofMinutes(2));
    assertThat(machine.isRunning()).isTrue();
    assertThat(machine.hasReset()).isFalse();
  }

  @Test
  void oneThatCannotBeStoppedIsSetToTheLeaseOrIsNoRung() {
    use(new FakeWatchdog(() -> now, 1, false));
    keeper.tryOut();
    arm();
    pass(LOOK);
    assertThat(file.watchdogIsArmed(now)).isTrue();
    fit = false;
    pass(LEASE);
    assertThat(machine.hasReset()).isTrue();

    fit = true;
    use(new FakeWatchdog(() -> now, 10, false));
    keeper.tryOut();
    arm();
    pass(Duration.ofMinutes(1));
    assertThat(machine.hasReset()).isFalse();
    assertThat(file.watchdogIsArmed(now)).isFalse();
  }

  @Test
  void whatIsNoWatchdogIsSaidToBeNone() {
    assertThatThrownBy(() -> KernelWatchdog.open(Path.of("/dev/null")))
        .hasMessageContaining("/dev/null is not a watchdog");
    assertThatThrownBy(() -> KernelWatchdog.open(run.resolve("watchdog")))
        .hasMessageContaining("softdog");
  }
}
