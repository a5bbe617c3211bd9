package io.saksi.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  public Integer call() throws IOException {
    Path secret = Files.createTempFile("saksi-rehearsal", "");
    try {
      Files.writeString(secret, "only for the rehearsal of a call");
      rehearse(secret.toString());
    } finally {
      Files.delete(secret);
    }
    return ExitCode.OK;
  }

  private void rehearse(String secret) {
    for (List<String> line : lines(secret)) {
      run(line, new Terminal(100, true, false));
      run(line, new Terminal(Terminal.UNBOUNDED, false, false));
    }
  }

  private List<List<String>> lines(String secret) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("--help"));
    lines.add(List.of("--version"));
    lines.add(List.of("status", "--help"));
    lines.add(List.of("statsu"));
    if (!agents.isEmpty()) {
      lines.add(List.of("status", "--agents", agents));
      lines.add(List.of("status", "--json", "--agents", agents));
      for (String order :
          List.of("explain", "mode", "settings", "audit", "switchover --dry-run", "switchover")) {
        List<String> line = new ArrayList<>(List.of(order.split(" ")));
        line.addAll(List.of("--agents", agents, "--secret-file", secret));
        lines.add(line);
      }
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
