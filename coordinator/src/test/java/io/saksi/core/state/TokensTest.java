package io.saksi.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TokensTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private ClusterState state =
      ClusterState.create(
          new Command.CreateCluster(
              new ClusterId("shop", "id"),
              Settings.DEFAULT,
              new Member(
                  new NodeId("a"),
                  new Endpoint("10.0.0.1", 7401),
                  new Endpoint("10.0.0.1", 7400),
                  Optional.empty(),
                  Optional.empty(),
                  100)));

  private boolean spend(String id, Instant until, Instant now) {
    Outcome outcome = state.apply(new Command.SpendToken(id, until, now), OptionalLong.empty());
    state = outcome.state();
    return outcome instanceof Outcome.Applied;
  }

  @Test
  void eachIsSpentOnce() {
    assertThat(spend("x", NOW.plus(HOUR), NOW)).isTrue();
    assertThat(spend("x", NOW.plus(HOUR), NOW)).isFalse();
    assertThat(spend("y", NOW.plus(HOUR), NOW)).isTrue();
  }

  @Test
  void nothingElseIsDecidedAnewForIt() {
    long version = state.version();
    assertThat(spend("x", NOW.plus(HOUR), NOW)).isTrue();
    assertThat(state.version()).isEqualTo(version);
  }

  /** The next leader's clock may be behind: what one has forgotten, the other must not take. */
  @Test
  void whatHasEndedIsRememberedForADay() {
    assertThat(spend("x", NOW.plus(HOUR), NOW)).isTrue();
    Instant fast = NOW.plus(HOUR.multipliedBy(24));
    assertThat(spend("y", fast.plus(HOUR), fast)).isTrue();
    assertThat(spend("x", NOW.plus(HOUR), NOW)).isFalse();
  }

  /** One that has ended is refused for that, so it need not be remembered. */
  @Test
  void thenItIsForgottenAndStaysRefused() {
    assertThat(spend("x", NOW.plus(HOUR), NOW)).isTrue();
    Instant later = NOW.plus(HOUR.multipliedBy(25)).plusMillis(1);
    assertThat(spend("y", later.plus(HOUR), later)).isTrue();
    assertThat(state.orders().spent()).containsOnlyKeys("y");
    assertThat(spend("x", NOW.plus(HOUR), later)).isFalse();
  }

  @Test
  void theyDoNotGrowWithoutBound() {
    for (int i = 0; i < Tokens.MOST; i++) {
      assertThat(spend("t" + i, NOW.plus(HOUR), NOW)).isTrue();
    }
    assertThat(spend("one more", NOW.plus(HOUR), NOW)).isFalse();
    Instant nextDay = NOW.plus(HOUR.multipliedBy(25)).plusMillis(1);
    assertThat(spend("one more", nextDay.plus(HOUR), nextDay)).isTrue();
  }
}
