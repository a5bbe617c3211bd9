package io.saksi.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The core under seeded faults; {@code deploy/simulate.sh} runs as many seeds as wanted. */
class SimulationTest {
  private static final long SEEDS = Long.getLong("saksi.seeds", 2_000);

  @Test
  void everyInvariantHoldsAndTheClusterRecovers() {
    Campaign campaign = new Campaign(Variant.CORRECT, Runtime.getRuntime().availableProcessors());
    campaign.run(0, SEEDS, verdict -> verdict.failure().isPresent(), totals -> {});
    String found =
        campaign.findings().stream()
            .findFirst()
            .map(verdict ->
                Replay.command(verdict.seed(), Variant.CORRECT)
                    + "\n"
                    + String.join("\n", Replay.of(verdict.seed(), Variant.CORRECT, true)))
            .orElse("");
    assertThat(found).isEmpty();
    System.out.println(campaign.totals().line());
    // Otherwise the runs would prove nothing.
    Totals totals = campaign.totals();
    assertThat(totals.failovers()).isGreaterThan(2 * SEEDS);
    assertThat(totals.acknowledged()).isGreaterThan(200 * SEEDS);
    assertThat(totals.returns()).as("from maintenance").isGreaterThan(SEEDS / 20);
    assertThat(totals.recoverable()).isGreaterThan(SEEDS * 3 / 4);
  }

  @Test
  void oneSeedIsOneRun() {
    List<String> once = Replay.of(7, Variant.CORRECT, false);
    assertThat(Replay.of(7, Variant.CORRECT, false)).isEqualTo(once);
    assertThat(once).anyMatch(line -> line.contains("FAULT")).last().asString().contains("well");
  }
}
