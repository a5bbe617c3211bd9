package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What was in a data directory before it was adopted, kept beside it. */
final class FormerFiles {
  private static final List<String> NAMES =
      List.of("postgresql.conf", "pg_hba.conf", "pg_ident.conf");

  private static final String ORIGIN = "config_file";
  private static final String START = "start.conf";

  private final Path data;

  FormerFiles(Path data) {
    this.data = data;
  }

  Path directory() {
    return data.resolveSibling(data.getFileName() + ".before-saksi");
  }

  /** Keeps a copy of each, once. */
  void keep(Path configFile) throws IOException {
    DurableFiles.createPrivateDirectory(directory());
    DurableFiles.write(directory().resolve(ORIGIN), configFile + "\n");
    keep(configFile, "postgresql.conf");
    keep(configFile.resolveSibling(START), START);
    for (String name : NAMES) {
      keep(data.resolve(name), name);
    }
    keep(data.resolve("postgresql.auto.conf"), "postgresql.auto.conf");
  }

  private void keep(Path file, String as) throws IOException {
    Path copy = directory().resolve(as);
    if (Files.isRegularFile(file) && !Files.exists(copy)) {
      DurableFiles.write(copy, Files.readAllBytes(file));
    }
  }

  /** They were put back, and are no former ones any more: another adoption keeps its own. */
  void forget() throws IOException {
    DurableFiles.deleteTree(directory());
  }

  /** The file of settings it was started with; empty where none is kept. */
  Optional<Path> putBack() throws IOException {
    Path origin = directory().resolve(ORIGIN);
    if (!Files.exists(origin)) {
      return Optional.empty();
    }
    Path configFile = Path.of(Files.readString(origin, StandardCharsets.UTF_8).strip());
    // Elsewhere than in the data directory it was left alone, and ours there only refuses.
    if (!configFile.equals(data.resolve("postgresql.conf"))) {
      DurableFiles.delete(data.resolve("postgresql.conf"));
    }
    for (String name : NAMES) {
      Path copy = directory().resolve(name);
      boolean inside = !name.equals("postgresql.conf") || configFile.startsWith(data);
      if (inside && Files.exists(copy)) {
        DurableFiles.write(data.resolve(name), Files.readAllBytes(copy));
      }
    }
    Path start = directory().resolve(START);
    if (Files.exists(start)) {
      Files.write(configFile.resolveSibling(START), Files.readAllBytes(start));
    }
    return Optional.of(configFile);
  }
}
