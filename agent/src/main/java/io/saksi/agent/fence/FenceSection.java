package io.saksi.agent.fence;

import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One section of the fence file, on its way to a {@link FenceTarget}. */
final class FenceSection {
  private static final int LARGEST_SECRET = 4096;
  private static final Duration DEFAULT_BOUND = Duration.ofSeconds(20);

  /** Ours to say. */
  private static final Set<String> RESERVED = Set.of("action", "option", "nodename");

  private static final String OURS = "saksi_";

  private final int line;
  private final String name;
  private final Map<String, String> values = new LinkedHashMap<>();

  FenceSection(int line, String name) {
    this.line = line;
    this.name = name;
  }

  int line() {
    return line;
  }

  boolean put(String key, String value) {
    return values.putIfAbsent(key, value) == null;
  }

  /** Empty, with the mistakes named, where there are any. */
  Optional<FenceTarget> target(List<String> mistakes) {
    int before = mistakes.size();
    Map<String, String> options = new LinkedHashMap<>();
    Map<String, Path> secrets = new LinkedHashMap<>();
    values.forEach((key, value) -> {
      if (!key.equals("agent") && !key.equals("command") && !key.startsWith(OURS)) {
        option(key, value, options, secrets, mistakes);
      }
    });
    boolean command = values.containsKey("command");
    if (command == values.containsKey("agent")) {
      mistakes.add(at("give either agent = PATH or command = PATH"));
    }
    Optional<Path> program = program(values.get(command ? "command" : "agent"), mistakes);
    Optional<Path> veto = program(values.get(OURS + "veto"), mistakes);
    long seconds = number(OURS + "timeout", DEFAULT_BOUND.toSeconds(), 1, 600, mistakes);
    long attempts = number(OURS + "attempts", 2, 1, 10, mistakes);
    values.keySet().stream()
        .filter(key -> key.startsWith(OURS))
        .filter(key -> !Set.of("veto", "timeout", "attempts").contains(key.substring(6)))
        .forEach(key -> mistakes.add(at("there is no " + key)));
    Optional<NodeId> node = node(mistakes);
    if (mistakes.size() > before || program.isEmpty() || node.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new FenceTarget(
            node.get(),
            program.get(),
            command ? FenceTarget.Calling.COMMAND : FenceTarget.Calling.AGENT,
            options,
            secrets,
            veto,
            Duration.ofSeconds(seconds),
            (int) attempts));
  }

  private Optional<NodeId> node(List<String> mistakes) {
    try {
      return Optional.of(new NodeId(name));
    } catch (IllegalArgumentException e) {
      mistakes.add(at(e.getMessage()));
      return Optional.empty();
    }
  }

  private void option(
      String key,
      String value,
      Map<String, String> options,
      Map<String, Path> secrets,
      List<String> mistakes) {
    if (!key.matches("[A-Za-z][A-Za-z0-9_-]{0,63}")) {
      mistakes.add(at("'" + key + "' is no option's name"));
    } else if (RESERVED.contains(key)) {
      mistakes.add(at(key + " is given by Saksi: leave it out"));
    } else if (value.startsWith("@")) {
      secret(key, value.substring(1), secrets, mistakes);
    } else if (isSecret(key)) {
      // The value is not repeated: this text ends up in logs.
      mistakes.add(at("keep the value of " + key + " in a file of its own: " + key + " = @FILE"));
    } else {
      options.put(key, value);
    }
  }

  private static boolean isSecret(String key) {
    return (key.contains("pass") || key.contains("secret")) && !key.endsWith("_script");
  }

  private void secret(String key, String name, Map<String, Path> secrets, List<String> mistakes) {
    try {
      Path file = Path.of(name);
      OwnerOnly.secret(file, LARGEST_SECRET);
      secrets.put(key, file);
    } catch (IOException | InvalidPathException e) {
      mistakes.add(at(key + ": " + e.getMessage()));
    }
  }

  /** The secret as it is now. */
  static String read(Path secret) throws IOException {
    return OwnerOnly.secret(secret, LARGEST_SECRET);
  }

  private Optional<Path> program(String path, List<String> mistakes) {
    if (path == null) {
      return Optional.empty();
    }
    try {
      Path program = Path.of(path);
      OwnerOnly.requireProgram(program);
      return Optional.of(program);
    } catch (IOException | InvalidPathException e) {
      mistakes.add(at(e.getMessage()));
      return Optional.empty();
    }
  }

  private long number(String key, long otherwise, long least, long most, List<String> mistakes) {
    String text = values.getOrDefault(key, Long.toString(otherwise));
    if (text.matches("[0-9]{1,6}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    mistakes.add(at(key + ": a number from " + least + " to " + most));
    return otherwise;
  }

  private String at(String what) {
    return "[" + name + "], line " + line + ": " + what;
  }
}
