package io.saksi.agent.cli.order;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Who sits at the terminal, as far as the system knows. */
public final class Caller {
  private Caller() {}

  public static String name(Map<String, String> environment) {
    String user = System.getProperty("user.name", "unknown");
    String real = environment.getOrDefault("SUDO_USER", "");
    return (real.isEmpty() ? user : real + " (as " + user + ")") + "@" + host();
  }

  private static String host() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
