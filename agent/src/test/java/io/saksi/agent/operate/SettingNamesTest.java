package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Goals;
import io.saksi.core.model.Settings;
import io.saksi.proto.v1.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SettingNamesTest {
  /** It travels in a header, which has 8 kB. */
  @Test
  void aRefusalIsBriefWhateverWasSaid() {
    assertThatThrownBy(
            () -> SettingNames.changed(Settings.DEFAULT, Map.of("lease-ttl", "x".repeat(100_000))))
        .isInstanceOf(Refusal.class)
        .message()
        .hasSizeLessThan(2_100);
  }

  private static Settings changed(Map<String, String> values) throws Refusal {
    return SettingNames.changed(Settings.DEFAULT, values);
  }

  private static String profile(Settings settings) {
    return SettingNames.list(settings).stream()
        .filter(setting -> setting.getName().equals("profile"))
        .map(Setting::getValue)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void profileIsNamedBySettingsThatAreIts() throws Exception {
    assertThat(profile(Settings.DEFAULT)).isEqualTo("default");
    for (Profile profile : Profile.values()) {
      assertThat(profile(changed(Map.of("profile", profile.text())))).isEqualTo(profile.text());
    }
    assertThat(profile(changed(Map.of("lease-ttl", "2s")))).isEqualTo("custom");
  }

  /** At once after a moment without a report, a healthy primary would be failed over. */
  @Test
  void whatNoClusterCouldLiveWithIsRefused() throws Exception {
    Map<String, String> tooShort =
        Map.of(
            "silence", "299ms",
            "lease-margin", "0",
            "lease-ttl", "499ms",
            "candidate-timeout", "0",
            "member-lost", "100ms",
            "read-ttl", "0");
    tooShort.forEach((name, value) ->
        assertThatThrownBy(() -> changed(Map.of(name, value)))
            .as(name)
            .isInstanceOf(Refusal.class)
            .hasMessageContaining("less than"));
    assertThat(changed(Map.of("silence", "300ms", "member-stable", "0")).silence())
        .isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void whatIsSetBesideTheProfileCountsMore() throws Exception {
    Settings both = changed(Map.of("lease-ttl", "2s", "profile", "fast"));
    assertThat(both.leaseTtl()).isEqualTo(Duration.ofSeconds(2));
    assertThat(both.memberLost()).isEqualTo(Duration.ofMillis(1_500));
  }

  private static String value(Settings settings, String name) {
    return SettingNames.list(settings).stream()
        .filter(setting -> setting.getName().equals(name))
        .map(Setting::getValue)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void goalsAreTimesOrSizesOrNone() throws Exception {
    assertThat(value(Settings.DEFAULT, "rto")).isEqualTo("none");
    Settings set = changed(Map.of("rto", "5s", "rpo", "16MB"));
    assertThat(value(set, "rto")).isEqualTo("5000ms");
    assertThat(set.goals().rpo()).contains(new Goals.Rpo.Wal(16L << 20));
    assertThat(value(changed(Map.of("rpo", "0")), "rpo")).isEqualTo("0B");
    Settings time = SettingNames.changed(set, Map.of("rpo", "30s"));
    assertThat(time.goals().rpo()).contains(new Goals.Rpo.Time(Duration.ofSeconds(30)));
    assertThat(time.goals().rto()).as("what is not named stays").isEqualTo(set.goals().rto());
    for (String name : List.of("rto", "rpo")) {
      Settings none = SettingNames.changed(time, Map.of(name, "none"));
      assertThat(value(none, name)).isEqualTo("none");
    }
    // What they are written as is read as the same.
    assertThat(changed(Map.of("rpo", value(set, "rpo"), "rto", value(set, "rto")))).isEqualTo(set);
  }

  @Test
  void whatIsNoGoalIsRefused() {
    for (String wrong : List.of("16", "-1", "0s", "16 MB", "much", "", "99999999999GB", "8d")) {
      assertThatThrownBy(() -> changed(Map.of("rpo", wrong)))
          .as(wrong)
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("rpo");
    }
    assertThatThrownBy(() -> changed(Map.of("rto", "0"))).hasMessageContaining("rto");
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () -> changed(Map.of("profile", "quick", "lease-ttl", "soon", "no-such-thing", "1")))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("patient, default, fast; not 'quick'")
        .hasMessageContaining("'soon' is no time")
        .hasMessageContaining("no setting is called no-such-thing");
  }

  /** What the reference says may be written, at its ends and just beyond them. */
  @Test
  void whatMayBeWrittenIsWhatIsTaken() throws Exception {
    Map<String, String> values = SettingNames.values();
    for (Setting setting : SettingNames.list(Settings.DEFAULT)) {
      Matcher time =
          Pattern.compile("a time from (\\S+) to 1 day").matcher(values.get(setting.getName()));
      if (time.matches()) {
        assertThat(changed(Map.of(setting.getName(), time.group(1)))).isNotNull();
        assertThat(changed(Map.of(setting.getName(), "1440m"))).isNotNull();
        assertRefused(setting.getName(), "1441m");
      }
    }
    assertThat(values).containsEntry("lease-ttl", "a time from 500ms to 1 day");
    assertRefused("lease-ttl", "499ms");
    assertThat(values).containsEntry("sync-count", "1 or more");
    assertThat(changed(Map.of("sync-count", "1")).syncCount()).isEqualTo(1);
    assertRefused("sync-count", "0");
    assertThat(values).containsEntry("drift", "0 to 100");
    assertThat(changed(Map.of("drift", "0")).driftPerMille()).isZero();
    assertThat(changed(Map.of("drift", "100")).driftPerMille()).isEqualTo(100);
    assertRefused("drift", "101");
    for (String name : List.of("profile", "exposed")) {
      for (String word : values.get(name).split(", ", -1)) {
        assertThat(value(changed(Map.of(name, word)), name)).isEqualTo(word);
      }
      assertRefused(name, "other");
    }
  }

  private static void assertRefused(String name, String value) {
    assertThatThrownBy(() -> changed(Map.of(name, value)))
        .as(name + "=" + value)
        .isInstanceOf(Refusal.class);
  }
}
