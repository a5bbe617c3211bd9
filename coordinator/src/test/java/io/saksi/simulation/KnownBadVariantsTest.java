package io.saksi.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that does not find what is known to be wrong is no test. */
class KnownBadVariantsTest {
  private static final long SEEDS_TO_FIND = 4_000;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CORRECT")
  void everyKnownBadVariantIsFound(Variant variant) {
    Campaign campaign = new Campaign(variant, Runtime.getRuntime().availableProcessors());
    campaign.run(0, SEEDS_TO_FIND, variant::isFoundBy, totals -> {});
    Optional<Verdict> found = campaign.findings().stream().filter(variant::isFoundBy).findFirst();
    assertThat(found).as("%s: %s", variant, variant.what).isPresent();
    System.out.printf(
        "%s: found after %d seeds (%s by seed %d)%n",
        variant,
        campaign.totals().seeds(),
        found.orElseThrow().broken(),
        found.orElseThrow().seed());
  }
}
