package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code postgresql.auto.conf}, which {@code ALTER SYSTEM} and pg_basebackup write and PostgreSQL
 * reads after our file: what we own must not stand in it.
 */
record AutoConf(Path file) {
  /** Values are in the encoding of whose session set them; they stay as they are. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  /** As PostgreSQL's scanner ends a name (guc-file.l): what follows needs no blank. */
  private static final Pattern NAME =
      Pattern.compile("^\\s*([A-Za-z_\u0080-\u00FF][\\w.$\u0080-\u00FF]*)");

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
      DurableFiles.write(file, (String.join("\n", kept) + "\n").getBytes(BYTES));
    }
  }

  private List<String> lines() throws IOException {
    return Files.exists(file) ? Files.readAllLines(file, BYTES) : List.of();
  }

  private static String nameIn(String line) {
    Matcher name = NAME.matcher(line);
    return name.find() ? name.group(1) : "";
  }
}
