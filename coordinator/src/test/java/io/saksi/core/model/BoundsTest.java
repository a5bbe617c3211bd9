package io.saksi.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.saksi.core.Tuned;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the validated values let in and refuse, on both sides of each bound. */
class BoundsTest {
  @Test
  void anEpochIsZeroOrMoreAndAMomentComesBeforeALaterOne() {
    assertThat(new Epoch(0)).isEqualTo(Epoch.NONE);
    assertThatIllegalArgumentException().isThrownBy(() -> new Epoch(-1));
    assertThat(new Moment(-1)).isLessThan(new Moment(0)).isLessThan(new Moment(1));
  }

  @Test
  void anInstanceAndAZoneHave64CharactersAtMost() {
    assertThat(new InstanceId("i".repeat(64)).value()).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> new InstanceId("i".repeat(65)));
    assertThat(zone("z".repeat(64)).zone().orElseThrow()).hasSize(64);
    for (String zone : List.of("", " ", "z".repeat(65))) {
      assertThatIllegalArgumentException().isThrownBy(() -> zone(zone));
    }
  }

  private static Tags zone(String zone) {
    return new Tags(1, Optional.of(zone), false, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"db.example:1", "10.0.0.1:65535", "[fd00::1]:5432"})
  void whatIsWrittenOfAnEndpointIsReadBack(String text) {
    assertThat(Endpoint.parse(text)).hasToString(text);
    assertThat(Endpoint.parse("[fd00::1]:5432")).isEqualTo(new Endpoint("fd00::1", 5432));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "db", ":5432", "db:", "db:0", "db:65536", "db:x"})
  void whatIsNoEndpointIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Endpoint.parse(text))
        .withMessageContaining(text);
  }

  @Test
  void aLeaseAndAClockHaveBounds() {
    assertThat(lasting(Duration.ofMillis(500), 0).leaseTtl()).hasMillis(500);
    assertThat(lasting(Duration.ofMillis(500), 100).driftPerMille()).isEqualTo(100);
    assertThatIllegalArgumentException().isThrownBy(() -> lasting(Duration.ofMillis(499), 2));
    assertThatIllegalArgumentException().isThrownBy(() -> lasting(Duration.ofSeconds(3), -1));
    assertThatIllegalArgumentException().isThrownBy(() -> lasting(Duration.ofSeconds(3), 101));
  }

  /** The gate closes in order before the guard kills, and a renewal may be lost before that. */
  @ParameterizedTest
  @ValueSource(longs = {500, 1_500, 3_000, 10_000})
  void theRungsOfALeaseComeInOrder(long millis) {
    Settings settings = lasting(Duration.ofMillis(millis), 2);
    assertThat(settings.killAhead()).isPositive().isLessThan(settings.closeAhead());
    assertThat(settings.renewInterval().multipliedBy(5).plus(settings.closeAhead()))
        .isLessThanOrEqualTo(settings.leaseTtl());
  }

  private static Settings lasting(Duration ttl, int drift) {
    return Tuned.like(Settings.DEFAULT).lease(ttl).drift(drift).settings();
  }
}
