package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code postgresql.auto.conf}, which {@code ALTER SYSTEM} and pg_basebackup write and PostgreSQL
 * reads after our file: what we own must not stand in it.
 */
record AutoConf(Path file) {
  static AutoConf in(Path dataDirectory) {
    return new AutoConf(dataDirectory.resolve("postgresql.auto.conf"));
  }

  Set<String> ownedSettings() throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : lines()) {
      if (OwnedSettings.isOwned(nameIn(line))) {
        names.add(nameIn(line));
      }
    }
    return names;
  }

  /** Only while no server runs, which would write it too. */
  void clean() throws IOException {
    if (!ownedSettings().isEmpty()) {
      List<String> kept =
          lines().stream().filter(line -> !OwnedSettings.isOwned(nameIn(line))).toList();
      DurableFiles.write(file, String.join("\n", kept) + "\n");
    }
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  private static String nameIn(String line) {
    return line.strip().split("[\\s=]", 2)[0];
  }
}
