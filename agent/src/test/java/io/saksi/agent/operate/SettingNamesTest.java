package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Settings;
import io.saksi.proto.v1.Setting;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingNamesTest {
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

  @Test
  void whatIsSetBesideTheProfileCountsMore() throws Exception {
    Settings both = changed(Map.of("lease-ttl", "2s", "profile", "fast"));
    assertThat(both.leaseTtl()).isEqualTo(Duration.ofSeconds(2));
    assertThat(both.memberLost()).isEqualTo(Duration.ofMillis(1_500));
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
}
