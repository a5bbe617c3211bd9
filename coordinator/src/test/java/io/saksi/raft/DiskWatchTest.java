package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Found by chaos, seed 712: a disk stood still under a leader, which led on for minutes. */
class DiskWatchTest {
  private static final long PATIENCE = Duration.ofMillis(750).toNanos();
  private final DiskWatch watch = new DiskWatch(Duration.ofMillis(750));

  @Test
  void entriesThatWaitWhileNothingIsFlushedAreAStall() {
    assertThat(watch.stalls(true, 5, 0)).isFalse();
    assertThat(watch.stalls(true, 5, PATIENCE)).isFalse();
    assertThat(watch.stalls(true, 5, PATIENCE + 1)).isTrue();
    assertThat(watch.stalls(true, 5, PATIENCE + 2)).as("told once").isFalse();
    assertThat(watch.stalls(true, 5, 2 * PATIENCE + 2)).as("and again").isTrue();
  }

  @Test
  void aDiskThatIsSlowButWritesIsNone() {
    for (int look = 0; look < 10; look++) {
      assertThat(watch.stalls(true, look, look * PATIENCE)).isFalse();
    }
  }

  @Test
  void nothingToWriteIsNoStallHoweverLong() {
    assertThat(watch.stalls(true, 5, 0)).isFalse();
    assertThat(watch.stalls(false, 5, PATIENCE)).isFalse();
    assertThat(watch.stalls(true, 5, 9 * PATIENCE)).as("a new wait").isFalse();
    assertThat(watch.stalls(true, 5, 11 * PATIENCE)).isTrue();
  }
}
