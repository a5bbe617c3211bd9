package io.saksi.agent.disaster;

import io.saksi.core.model.Endpoint;
import io.saksi.raft.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * That this node is to join the cluster that goes on without its former group, and through whom: it
 * must not found a cluster of its own, though its options may say so from its first start.
 */
public final class Rejoining {
  private static final String FILE = "rejoin";

  private Rejoining() {}

  /** Whom to ask; empty where the node has not to rejoin. */
  public static Optional<List<Endpoint>> read(Path home) throws IOException {
    try {
      return Optional.of(
          Files.readAllLines(home.resolve(FILE)).stream()
              .filter(line -> !line.isBlank())
              .map(Endpoint::parse)
              .toList());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException(home.resolve(FILE) + " is damaged; run saksi disaster rejoin again", e);
    }
  }

  static void write(Path home, List<Endpoint> agents) throws IOException {
    StringBuilder text = new StringBuilder();
    agents.forEach(agent -> text.append(agent).append('\n'));
    DurableFiles.replace(home.resolve(FILE), text.toString());
  }

  /** The node has a Raft peer of the new group. */
  public static void done(Path home) throws IOException {
    DurableFiles.delete(home.resolve(FILE));
  }
}
