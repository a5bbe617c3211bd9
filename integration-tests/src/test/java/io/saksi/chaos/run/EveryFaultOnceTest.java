package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.chaos.cluster.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The catalogue once, each where it hits hardest, with clients all the time and the checker. */
@Tag("docker")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class EveryFaultOnceTest {
  /** What is left of a build's patience: a machine that is slower than that does fewer of them. */
  private static final Duration MOST = Duration.ofMinutes(9);

  /** What each client rests: on few cores their own work would be most of what is waited for. */
  private static final Duration PACE = Duration.ofMillis(20);

  private static final int LEAST_FAULTS = 8;

  @Test
  void nothingIsLostAndTheClusterIsWholeAgainEachTime() throws Exception {
    Path evidence =
        Path.of(System.getProperty("saksi.root"), "integration-tests/target/chaos/every-fault");
    ClusterSpec spec = ClusterSpec.ofThree().withEverythingBreakable();
    Campaign campaign = new Campaign(spec, evidence, System.out::println, PACE, () -> false);
    campaign.run(Schedule.once(List.of(FaultKind.values())), MOST);
    System.out.println(campaign.line());
    assertThat(campaign.findings())
        .extracting(Campaign.Finding::violations)
        .as(lastWords(campaign))
        .isEmpty();
    assertThat(campaign.chronicle().struck())
        .allSatisfy(struck -> assertThat(struck.inForce()).as(struck.fault()).isTrue());
    assertThat(campaign.faults()).isGreaterThanOrEqualTo(LEAST_FAULTS);
    assertThat(campaign.acknowledged()).isPositive();
  }

  private static String lastWords(Campaign campaign) {
    return campaign.findings().stream()
        .flatMap(finding -> finding.lastWords().stream())
        .collect(Collectors.joining("\n", "what the nodes said last:\n", "\n"));
  }
}
