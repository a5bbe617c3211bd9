package io.saksi.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  private static final Variant VARIANT = Variant.SKIP_LEASE_WAIT;

  @Test
  void noFaultOfTheShrunkenScheduleCanBeLeftOut() {
    long seed = 0;
    while (!VARIANT.isFoundBy(Verdict.of(seed, VARIANT))) {
      seed++;
    }
    String broken = Verdict.of(seed, VARIANT).broken();
    List<Fault> all = Schedule.of(seed, VARIANT.focus());
    List<Fault> shrunk = Shrinker.shrink(seed, VARIANT);
    assertThat(shrunk.size()).isPositive().isLessThan(all.size());
    assertThat(Verdict.of(seed, VARIANT, shrunk).broken()).isEqualTo(broken);
    if (shrunk.size() > 1) {
      for (Fault fault : shrunk) {
        List<Fault> rest = new ArrayList<>(shrunk);
        rest.remove(fault);
        assertThat(Verdict.of(seed, VARIANT, rest).broken()).isNotEqualTo(broken);
      }
    }
  }
}
