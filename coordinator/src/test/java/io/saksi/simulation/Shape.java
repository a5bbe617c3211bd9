package io.saksi.simulation;

import io.saksi.core.Tuned;
import io.saksi.core.model.Settings;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * The cluster that a seed stands for.
 *
 * @param lawful clocks and guards can be trusted. Without them I2 and I3 are lost, and nothing else
 * @param operated operators give orders
 * @param late the last data node is no member yet
 * @param adopted the founder brings a database that was there before
 */
record Shape(
    long seed,
    int data,
    int witnesses,
    boolean lawful,
    Settings settings,
    boolean operated,
    boolean late,
    boolean adopted) {
  static Shape of(long seed) {
    SplittableRandom random = new SplittableRandom(~seed);
    int data = random.nextInt(2, 5);
    Settings usual = Settings.DEFAULT;
    Settings settings =
        Tuned.like(usual)
            .syncCount(random.nextInt(4) == 0 ? 2 : 1)
            .exposedAllowed(random.nextInt(8) != 0)
            .lease(random.nextInt(3) == 0 ? Duration.ofMillis(1_500) : usual.leaseTtl())
            .candidateTimeout(Duration.ofSeconds(4))
            .memberStable(Duration.ofMillis(random.nextInt(2) == 0 ? 500 : 2_000))
            .readTtl(Duration.ofSeconds(5))
            .settings();
    int witnesses = data == 3 ? random.nextInt(5) == 0 ? 2 : 0 : 1;
    boolean lawful = random.nextInt(4) != 0;
    boolean operated = random.nextBoolean();
    boolean late = operated && data > 2 && random.nextInt(4) == 0;
    // Not drawn: what every seed meant before stays.
    boolean adopted = Math.floorMod(seed, 5) == 4;
    return new Shape(seed, data, witnesses, lawful, settings, operated, late, adopted);
  }
}
