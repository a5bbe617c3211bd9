package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchmarkOptionsTest {
  private static BenchmarkOptions parse(String... arguments) {
    return BenchmarkOptions.parse(arguments);
  }

  @Test
  void failoversUnlessSwitchoversAreAskedFor() {
    assertThat(parse().switchover()).isFalse();
    assertThat(parse().samples()).isEqualTo(20);
    assertThat(parse("switchover")).isEqualTo(new BenchmarkOptions(true, 30, 8, Optional.empty()));
    assertThat(parse("switchover", "--samples", "3", "--load", "0", "--json", "f"))
        .isEqualTo(new BenchmarkOptions(true, 3, 0, Optional.of(Path.of("f"))));
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
          {"--fast", "1"},
          {"--samples", "3", "switchover"}
        }) {
      assertThatThrownBy(() -> parse(wrong))
          .as(String.join(" ", wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong[wrong.length > 2 ? 2 : 0]);
    }
  }
}
