package io.saksi.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ElapsedClockTest {
  private final ElapsedClock clock = new ElapsedClock();

  @Test
  void runsAtTheRateOfTheMachine() {
    long jvm = System.nanoTime();
    Moment start = clock.now();
    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    Duration elapsed = clock.now().since(start);
    Duration reference = Duration.ofNanos(System.nanoTime() - jvm);
    assertThat(elapsed).isCloseTo(reference, Duration.ofMillis(20));
  }

  @Test
  void neverGoesBackwards() {
    Moment last = clock.now();
    for (int i = 0; i < 200_000; i++) {
      Moment now = clock.now();
      assertThat(now.isBefore(last)).isFalse();
      last = now;
    }
  }

  @Test
  void twoClocksOfOneBootAgree() {
    Moment before = clock.now();
    Moment other = new ElapsedClock().now();
    Moment after = clock.now();
    Duration tolerance = Duration.ofMillis(1);
    assertThat(other).isBetween(before.minus(tolerance), after.plus(tolerance));
  }

  @Test
  void countsFromTheBootSleepIncluded() throws Exception {
    double uptime = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
    // Raw and slewed clocks drift apart by at most 500 parts in a million.
    double seconds = clock.now().nanos() / 1e9;
    assertThat(seconds).isBetween(uptime * 0.999 - 1, uptime * 1.001 + 1);
  }
}
