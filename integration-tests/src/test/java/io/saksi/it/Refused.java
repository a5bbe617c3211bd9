package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** A start that must not succeed. */
final class Refused {
  /** EX_CONFIG of sysexits.h: the guard does not start the agent again. */
  private static final int CONFIGURATION = 78;

  private Refused() {}

  /** Starts it; it has to end by itself, with one line that says these things. */
  static void withMessage(Area area, AgentLine line, String... parts) throws Exception {
    withMessage(area, line.arguments(), parts);
  }

  static void withMessage(Area area, List<String> arguments, String... parts) throws Exception {
    Run run = Run.of(area, arguments);
    assertThat(run.said()).contains(parts).doesNotContain("\tat ").doesNotContain("Exception");
    List<String> complaints =
        run.said().lines().filter(said -> said.startsWith("saksi agent: ")).toList();
    assertThat(complaints).as(run.said()).hasSize(1);
    assertThat(complaints.getFirst()).contains(parts);
    assertThat(run.code()).as("exit status").isEqualTo(CONFIGURATION);
  }
}
