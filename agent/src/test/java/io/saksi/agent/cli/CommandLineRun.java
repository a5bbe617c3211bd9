package io.saksi.agent.cli;

import io.saksi.agent.cli.status.StatusCommand;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One command line and what came of it.
 *
 * @param code the exit code
 */
public record CommandLineRun(int code, String out, String err) {
  /** Runs without a terminal. */
  public static CommandLineRun of(String... arguments) {
    return on(new Terminal(Terminal.UNBOUNDED, false, false), arguments);
  }

  static CommandLineRun on(Terminal terminal, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        SaksiCommand.commandLine(terminal, new StatusCommand(terminal), new CompletionCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CommandLineRun(code, out.toString(), err.toString());
  }
}
