package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BenchmarkOptionsTest {
  private static BenchmarkOptions parse(String... arguments) {
    return BenchmarkOptions.parse(arguments);
  }

  @Test
  void failoversUnlessSwitchoversAreAskedFor() {
    assertThat(parse().switchover()).isFalse();
    assertThat(parse().samples()).isEqualTo(20);
    assertThat(parse().profiles()).containsExactly("default");
    assertThat(parse("switchover").samples()).isEqualTo(30);
    BenchmarkOptions some = parse("switchover", "--samples", "3", "--load", "0", "--json", "f");
    assertThat(some.samples()).isEqualTo(3);
    assertThat(some.load()).isZero();
    assertThat(some.json()).hasValue(Path.of("f"));
  }

  @Test
  void someKindsAndProfilesOnly() {
    BenchmarkOptions some = parse("--profiles", "fast,patient", "--only", "node-killed");
    assertThat(some.profiles()).containsExactly("fast", "patient");
    assertThat(some.only()).containsExactly(FaultKind.NODE_KILLED);
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    for (String[] wrong :
        new String[][] {
          {"--samples"},
          {"--samples", "0"},
          {"--samples", "1001"},
          {"--samples", "many"},
          {"--load", "-1"},
          {"--fast"},
          {"--profiles", "quick"},
          {"--only", "rain"},
          {"failover"}
        }) {
      assertThatThrownBy(() -> parse(wrong))
          .as(String.join(" ", wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong[wrong.length - 1]);
    }
  }
}
