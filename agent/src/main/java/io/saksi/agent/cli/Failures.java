package io.saksi.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong, and the remedy; a stack trace only to those who asked for it. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final boolean debug;

  /**
   * @param debug whether stack traces are wanted
   */
  Failures(boolean debug) {
    this.debug = debug;
  }

  @Override
  public int handleParseException(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("saksi: " + PlainText.of(e.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    trace(e, err);
    return ExitCode.USAGE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof CliFailure failure) {
      err.println("saksi: " + failure.getMessage());
      failure.remedy().lines().forEach(line -> err.println("  " + line));
      trace(e, err);
      return failure.exitCode();
    }
    err.println("saksi: internal error: " + PlainText.of(e.toString()));
    err.println("  This is a fault in Saksi. SAKSI_DEBUG=1 shows where it happened.");
    trace(e, err);
    return ExitCode.INTERNAL;
  }

  private void trace(Exception e, PrintWriter err) {
    if (debug) {
      e.printStackTrace(err);
    }
  }
}
