package io.saksi.agent.cli.incident;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** For whom the answer is. */
final class OutputOptions {
  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Choice choice = new Choice();

  static final class Choice {
    @Option(names = "--json", description = "For programs: JSON with stable names.")
    private boolean json;

    @Option(names = "--markdown", description = "For reports: Markdown to paste.")
    private boolean markdown;
  }

  boolean json() {
    return choice.json;
  }

  boolean markdown() {
    return choice.markdown;
  }
}
