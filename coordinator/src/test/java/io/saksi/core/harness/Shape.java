package io.saksi.core.harness;

import io.saksi.core.model.Mode;
import io.saksi.core.model.Settings;
import java.time.Duration;
import java.util.SplittableRandom;

/** The cluster that a seed stands for. */
record Shape(long seed, int data, int witnesses, boolean lawful, Settings settings) {
  static Shape of(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    int data = random.nextInt(2, 5);
    Settings usual = Settings.DEFAULT;
    Settings settings =
        new Settings(
            Mode.SYNC_AUTO,
            random.nextInt(4) == 0 ? 2 : 1,
            random.nextInt(8) != 0,
            usual.leaseTtl(),
            usual.driftPerMille(),
            usual.leaseMargin(),
            usual.silence(),
            usual.gatherTimeout(),
            Duration.ofSeconds(4),
            usual.memberLost(),
            Duration.ofMillis(random.nextInt(2) == 0 ? 500 : 2_000),
            Duration.ofSeconds(5));
    return new Shape(seed, data, data == 3 ? 0 : 1, random.nextInt(4) != 0, settings);
  }
}
