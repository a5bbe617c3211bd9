package io.saksi.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  @Test
  void eventsHappenByTimeAndThenInTheOrderTheyWereAdded() {
    Scheduler scheduler = new Scheduler();
    SplittableRandom random = new SplittableRandom(1);
    List<long[]> happened = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      long[] event = {random.nextInt(300), i};
      scheduler.at(event[0], () -> happened.add(event));
    }
    while (scheduler.step(1_000)) {
      assertThat(scheduler.now()).isEqualTo(happened.getLast()[0]);
    }
    assertThat(happened).hasSize(5_000);
    assertThat(happened)
        .isSortedAccordingTo(
            (a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
    assertThat(scheduler.now()).isEqualTo(1_000);
  }

  @Test
  void whatIsDueInThePastHappensNow() {
    Scheduler scheduler = new Scheduler();
    scheduler.step(50);
    List<Long> when = new ArrayList<>();
    scheduler.at(10, () -> when.add(scheduler.now()));
    scheduler.step(60);
    assertThat(when).containsExactly(50L);
  }
}
