package io.saksi.agent;

import io.saksi.agent.cli.CompletionCommand;
import io.saksi.agent.cli.RehearsalCommand;
import io.saksi.agent.cli.SaksiCommand;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.cli.status.StatusCommand;
import picocli.CommandLine;

/**
 * The command line's entry point. The launcher starts the long-lived processes by other classes.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(commandLine(Terminal.ofProcess()).execute(arguments));
  }

  /** Every command that exists; a new one is one more line here. */
  static CommandLine commandLine(Terminal terminal) {
    return SaksiCommand.commandLine(
        terminal,
        new StatusCommand(terminal),
        new CompletionCommand(),
        new RehearsalCommand(Main::commandLine));
  }
}
