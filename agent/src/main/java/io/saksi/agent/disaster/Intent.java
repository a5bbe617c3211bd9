package io.saksi.agent.disaster;

import io.saksi.core.model.NodeId;
import io.saksi.raft.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * That a recovery was begun here, on disk before its first step: the agent does not start before it
 * has ended, and done again it goes on with the same new identity.
 */
public record Intent(UUID former, UUID fresh, Set<NodeId> lost) {
  private static final String FILE = "disaster";
  private static final String VERSION = "v1";

  public Intent {
    lost = new TreeSet<>(lost);
  }

  static Path file(Path home) {
    return home.resolve(FILE);
  }

  static Optional<Intent> read(Path home) throws IOException {
    String text;
    try {
      text = Files.readString(file(home)).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    String[] words = text.split(" ", -1);
    try {
      if (words.length < 4 || !words[0].equals(VERSION)) {
        throw new IllegalArgumentException("not of this version");
      }
      return Optional.of(
          new Intent(
              UUID.fromString(words[1]),
              UUID.fromString(words[2]),
              Arrays.stream(words).skip(3).map(NodeId::new).collect(Collectors.toSet())));
    } catch (IllegalArgumentException e) {
      throw new IOException(file(home) + " is damaged: '" + text + "'", e);
    }
  }

  void write(Path home) throws IOException {
    String names = lost.stream().map(NodeId::name).collect(Collectors.joining(" "));
    DurableFiles.replace(file(home), VERSION + " " + former + " " + fresh + " " + names + "\n");
  }

  static void forget(Path home) throws IOException {
    DurableFiles.delete(file(home));
  }
}
