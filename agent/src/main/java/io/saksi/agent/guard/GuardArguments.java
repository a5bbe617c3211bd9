package io.saksi.agent.guard;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
  GuardArguments {
    agentCommand = List.copyOf(agentCommand);
  }

  /**
   * What an upgrade is asked with.
   *
   * @throws IllegalArgumentException with one line for the user
   */
  static Path runDirectory(List<String> arguments) {
    if (arguments.size() != 2 || !arguments.getFirst().equals(GuardOption.RUN_DIR.text())) {
      throw new IllegalArgumentException("usage: saksi guard --upgrade " + GuardOption.RUN_DIR);
    }
    return Path.of(arguments.getLast()).toAbsolutePath().normalize();
  }

  /**
   * @throws IllegalArgumentException with one line for the user
   */
  static GuardArguments parse(List<String> arguments) {
    int end = arguments.indexOf("--");
    if (end < 0 || end == arguments.size() - 1) {
      throw new IllegalArgumentException("the agent's command is missing; " + usage());
    }
    Map<GuardOption, Path> given = new EnumMap<>(GuardOption.class);
    for (int i = 0; i < end; i += 2) {
      GuardOption option = option(arguments.get(i));
      if (i + 1 == end) {
        throw new IllegalArgumentException(option.text() + " needs a value; " + usage());
      }
      given.put(option, Path.of(arguments.get(i + 1)).toAbsolutePath().normalize());
    }
    for (GuardOption option : GuardOption.values()) {
      if (option.isNeeded() && !given.containsKey(option)) {
        throw new IllegalArgumentException(option.text() + " is missing; " + usage());
      }
    }
    return new GuardArguments(
        given.get(GuardOption.RUN_DIR),
        Optional.ofNullable(given.get(GuardOption.DATA_DIR)),
        given.get(GuardOption.LOG),
        Optional.ofNullable(given.get(GuardOption.WATCHDOG)),
        arguments.subList(end + 1, arguments.size()));
  }

  private static GuardOption option(String text) {
    for (GuardOption option : GuardOption.values()) {
      if (option.text().equals(text)) {
        return option;
      }
    }
    throw new IllegalArgumentException("unknown argument " + text + "; " + usage());
  }

  static String usage() {
    StringBuilder text = new StringBuilder("usage: saksi guard");
    for (GuardOption option : GuardOption.values()) {
      text.append(option.isNeeded() ? " " + option : " [" + option + "]");
    }
    return text + " -- AGENT-COMMAND…, or saksi guard --upgrade " + GuardOption.RUN_DIR;
  }
}
