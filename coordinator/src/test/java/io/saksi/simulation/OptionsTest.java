package io.saksi.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void whatIsAskedForIsUnderstood() {
    Options options =
        parse("--seeds", "5", "--from", "7", "--variant", "skip-lease-wait", "--threads", "1");
    assertThat(options.seeds()).isEqualTo(5);
    assertThat(options.from()).isEqualTo(7);
    assertThat(options.variant()).isEqualTo(Variant.SKIP_LEASE_WAIT);
    assertThat(options.threads()).isEqualTo(1);
    assertThat(parse("--replay", "3", "--shrink").replay()).contains(3L);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> parse("--seeds", "0")).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> parse("--seeds", "many")).hasMessageContaining("'many'");
    assertThatThrownBy(() -> parse("--seeds")).hasMessageContaining("--seeds needs a value");
    assertThatThrownBy(() -> parse("--speed", "9")).hasMessageContaining("unknown option");
    assertThatThrownBy(() -> parse("--variant", "x")).hasMessageContaining("SKIP_LEASE_WAIT");
  }

  private static Options parse(String... arguments) {
    return Options.parse(arguments);
  }
}
