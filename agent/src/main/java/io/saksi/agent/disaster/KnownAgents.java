package io.saksi.agent.disaster;

import io.saksi.core.model.Endpoint;
import io.saksi.raft.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where the other members' agents listened when this node ran last. Its Raft peer knows only once
 * it has a leader; whether the group was given up has to be asked before.
 */
public final class KnownAgents {
  private static final String FILE = "agents";

  private KnownAgents() {}

  /** Empty where none is known; a line that is no address is passed over: it is a hint only. */
  public static List<Endpoint> read(Path home) throws IOException {
    try {
      return Files.readAllLines(home.resolve(FILE), StandardCharsets.ISO_8859_1).stream()
          .flatMap(line -> endpoint(line).stream())
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static Optional<Endpoint> endpoint(String line) {
    try {
      return Optional.of(Endpoint.parse(line));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** On disk when it returns. */
  public static void write(Path home, Set<Endpoint> agents) throws IOException {
    Set<String> lines =
        agents.stream().map(Endpoint::toString).collect(Collectors.toCollection(TreeSet::new));
    DurableFiles.replace(
        home.resolve(FILE), lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
  }
}
