package io.saksi.agent.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs what users will run, once, while the build records the classes for the AOT cache. Each
 * command line runs as it would in a process of its own; output and results do not matter.
 */
@Command(name = "rehearsal", hidden = true)
public final class RehearsalCommand implements Callable<Integer> {
  private final Function<Terminal, CommandLine> commandLine;

  @Option(names = "--agents")
  private String agents = "";

  /**
   * @param commandLine makes the whole command line anew
   */
  public RehearsalCommand(Function<Terminal, CommandLine> commandLine) {
    this.commandLine = commandLine;
  }

  @Override
  public Integer call() {
    for (List<String> line : lines()) {
      run(line, new Terminal(100, true, false));
      run(line, new Terminal(Terminal.UNBOUNDED, false, false));
    }
    return ExitCode.OK;
  }

  private List<List<String>> lines() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("--help"));
    lines.add(List.of("--version"));
    lines.add(List.of("status", "--help"));
    lines.add(List.of("statsu"));
    if (!agents.isEmpty()) {
      lines.add(List.of("status", "--agents", agents));
      lines.add(List.of("status", "--json", "--agents", agents));
    }
    return lines;
  }

  private void run(List<String> line, Terminal terminal) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    commandLine
        .apply(terminal)
        .setOut(nowhere)
        .setErr(nowhere)
        .execute(line.toArray(String[]::new));
  }
}
