package io.saksi.agent.guard;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the guard is started with.
 *
 * @param runDirectory for the files of this run of the machine; on tmpfs
 * @param dataDirectory of PostgreSQL; a witness has none
 * @param watchdog the device that resets the machine when the guard cannot keep a deadline
 * @param agentCommand the program and its arguments
 */
record GuardArguments(
    Path runDirectory,
    Optional<Path> dataDirectory,
    Path log,
    Optional<Path> watchdog,
    List<String> agentCommand) {
  static final String USAGE =
      "usage: saksi guard --run-dir DIR [--data-dir DIR] --log FILE [--watchdog DEVICE] --"
          + " AGENT-COMMAND…, or saksi guard --upgrade --run-dir DIR";

  GuardArguments {
    agentCommand = List.copyOf(agentCommand);
  }

  /**
   * What an upgrade is asked with.
   *
   * @throws IllegalArgumentException with one line for the user
   */
  static Path runDirectory(List<String> arguments) {
    if (arguments.size() != 2 || !arguments.getFirst().equals("--run-dir")) {
      throw new IllegalArgumentException("usage: saksi guard --upgrade --run-dir DIR");
    }
    return Path.of(arguments.getLast()).toAbsolutePath().normalize();
  }

  /**
   * @throws IllegalArgumentException with one line for the user
   */
  static GuardArguments parse(List<String> arguments) {
    int end = arguments.indexOf("--");
    if (end < 0 || end == arguments.size() - 1) {
      throw new IllegalArgumentException("the agent's command is missing; " + USAGE);
    }
    Path run = null;
    Path data = null;
    Path log = null;
    Path watchdog = null;
    for (int i = 0; i < end; i += 2) {
      if (i + 1 == end) {
        throw new IllegalArgumentException(arguments.get(i) + " needs a value; " + USAGE);
      }
      Path value = Path.of(arguments.get(i + 1)).toAbsolutePath().normalize();
      switch (arguments.get(i)) {
        case "--run-dir" -> run = value;
        case "--data-dir" -> data = value;
        case "--log" -> log = value;
        case "--watchdog" -> watchdog = value;
        default ->
            throw new IllegalArgumentException(
                "unknown argument " + arguments.get(i) + "; " + USAGE);
      }
    }
    if (run == null || log == null) {
      throw new IllegalArgumentException("--run-dir and --log are needed; " + USAGE);
    }
    return new GuardArguments(
        run,
        Optional.ofNullable(data),
        log,
        Optional.ofNullable(watchdog),
        arguments.subList(end + 1, arguments.size()));
  }
}
