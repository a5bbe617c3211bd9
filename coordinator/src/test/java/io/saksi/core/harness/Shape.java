package io.saksi.core.harness;

import io.saksi.core.Tuned;
import io.saksi.core.model.Settings;
import java.time.Duration;
import java.util.SplittableRandom;

/** The cluster that a seed stands for. */
record Shape(long seed, int data, int witnesses, boolean lawful, Settings settings) {
  static Shape of(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    int data = random.nextInt(2, 5);
    Settings settings =
        Tuned.like(Settings.DEFAULT)
            .syncCount(random.nextInt(4) == 0 ? 2 : 1)
            .exposedAllowed(random.nextInt(8) != 0)
            .candidateTimeout(Duration.ofSeconds(4))
            .memberStable(Duration.ofMillis(random.nextInt(2) == 0 ? 500 : 2_000))
            .readTtl(Duration.ofSeconds(5))
            .settings();
    return new Shape(seed, data, data == 3 ? 0 : 1, random.nextInt(4) != 0, settings);
  }
}
