package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreeSpaceTest {
  private static final long MB = 1L << 20;

  private final FreeSpace space = new FreeSpace(4 * MB, 32 * MB);

  /** All nodes hold the same data: where one volume is nearly full, the others are. */
  @Test
  void whatIsNearlyFullAndStaysSoIsLeftAlone() {
    for (int look = 0; look < 100; look++) {
      assertThat(space.judge(29 * MB - look * 4096L)).isEmpty();
    }
  }

  @Test
  void whatFillsIsToldWhileThereIsRoom() {
    assertThat(space.judge(60 * MB)).isEmpty();
    assertThat(space.judge(40 * MB)).as("far from full").isEmpty();
    assertThat(space.judge(30 * MB)).hasValueSatisfying(why -> assertThat(why).contains("ago"));
  }

  @Test
  void whatIsFullIsToldAtOnce() {
    assertThat(space.judge(4 * MB)).isEmpty();
    assertThat(new FreeSpace(4 * MB, 32 * MB).judge(4 * MB - 1)).isPresent();
  }

  @Test
  void whatGrowsAgainIsNoLoss() {
    assertThat(space.judge(5 * MB)).isEmpty();
    assertThat(space.judge(31 * MB)).isEmpty();
    assertThat(space.judge(31 * MB)).isEmpty();
  }
}
