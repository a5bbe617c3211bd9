package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private static Options parse(String... arguments) {
    return Options.parse(arguments, 42);
  }

  @Test
  void aSeedIsDrawnOnlyWhereNoneIsGiven() {
    assertThat(parse().seed()).isEqualTo(42);
    assertThat(parse("--seed", "7").seed()).isEqualTo(7);
    assertThat(parse("--replay", "7").seed()).isEqualTo(7);
  }

  @Test
  void timesHaveAUnit() {
    assertThat(parse("--duration", "90s").duration()).hasValue(Duration.ofSeconds(90));
    assertThat(parse("--duration", "1h").duration()).hasValue(Duration.ofHours(1));
    assertThatThrownBy(() -> parse("--duration", "90")).hasMessageContaining("'90'");
  }

  @Test
  void someKindsOnly() {
    assertThat(parse("--only", "node-killed,CUT_OFF").only())
        .containsExactly(FaultKind.NODE_KILLED, FaultKind.CUT_OFF);
    assertThatThrownBy(() -> parse("--only", "nothing")).hasMessageContaining("--list");
  }

  @Test
  void inTheMidstOfSomething() {
    assertThat(parse().during()).isEmpty();
    assertThat(parse("--during", "switchover").during()).hasValue(Occasion.SWITCHOVER);
    assertThatThrownBy(() -> parse("--during", "lunch")).hasMessageContaining("SWITCHOVER");
  }

  @Test
  void whatIsWrongIsSaid() {
    assertThatThrownBy(() -> parse("--faults")).hasMessageContaining("--faults");
    assertThatThrownBy(() -> parse("--faults", "-1")).hasMessageContaining("-1");
    assertThatThrownBy(() -> parse("--faults", "x")).hasMessageContaining("'x'");
    assertThatThrownBy(() -> parse("--what", "x")).hasMessageContaining("--what");
    assertThatThrownBy(() -> parse("--saturate")).hasMessageContaining("--faults 0");
  }
}
