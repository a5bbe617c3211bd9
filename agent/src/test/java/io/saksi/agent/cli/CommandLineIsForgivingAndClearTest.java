package io.saksi.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineIsForgivingAndClearTest {
  @ParameterizedTest
  @ValueSource(strings = {"--help", "help status", "status --help", "completion --help"})
  void helpHasExamples(String line) {
    var run = CommandLineRun.of(line.split(" "));
    assertThat(run.code()).isEqualTo(ExitCode.OK);
    assertThat(run.out()).contains("Examples:").contains("saksi ");
    assertThat(run.out().lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(100));
  }

  @Test
  void noCommandExplainsItselfAsWrongUsage() {
    var run = CommandLineRun.of();
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("Usage: saksi");
  }

  @Test
  void mistypedCommandGetsASuggestion() {
    var run = CommandLineRun.of("statsu");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("saksi: ").contains("status");
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(CommandLineRun.of("--version").out()).containsPattern("saksi [0-9]+\\.[0-9]+");
  }

  @Test
  void completionKnowsTheOptions() {
    assertThat(CommandLineRun.of("completion").out()).contains("--agents").contains("status");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":1",
        "a:b",
        "a:0",
        "a:65536",
        "[::1",
        "a b:1",
        "a:1:",
        "::1",
        "::1:7400",
        "\033[2J:1",
        "é"
      })
  void wrongAddressIsExplained(String address) {
    var run = CommandLineRun.of("status", "--agents", address);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("host:port").doesNotContain("\033");
  }

  @ParameterizedTest
  @CsvSource({
    "a, a:7400",
    "a:1, a:1",
    " a:1 , a:1",
    "[::1], [::1]:7400",
    "[::1]:7, [::1]:7",
    "10.0.0.1:65535, 10.0.0.1:65535"
  })
  void addressesMayBeShort(String written, String meant) {
    assertThat(AgentAddress.parse(written)).hasToString(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "1h", "-1s", "0", "49ms", "11m", "99999999s", "1.5s"})
  void wrongTimeIsExplained(String time) {
    var run = CommandLineRun.of("status", "--timeout", time);
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("between 50ms and 10m");
  }

  @Test
  void colourNeedsATerminalThatMayHaveIt() {
    assertThat(Terminal.of(80, Map.of("TERM", "xterm")).colour()).isTrue();
    assertThat(Terminal.of(-1, Map.of("TERM", "xterm")).colour()).isFalse();
    assertThat(Terminal.of(80, Map.of("TERM", "xterm", "NO_COLOR", "1")).colour()).isFalse();
    assertThat(Terminal.of(80, Map.of("TERM", "dumb")).colour()).isFalse();
    assertThat(Terminal.of(0, Map.of()).columns()).isEqualTo(80);
    assertThat(Terminal.of(-1, Map.of()).columns()).isEqualTo(Terminal.UNBOUNDED);
  }
}
