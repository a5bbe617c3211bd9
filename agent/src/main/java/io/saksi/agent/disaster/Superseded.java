package io.saksi.agent.disaster;

import io.saksi.core.model.Endpoint;
import io.saksi.raft.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * That the group of this node was given up, as it was told: on disk before anything else is done
 * about it, and read before anything is started. Only an operator ends it, by having the node
 * rejoin.
 *
 * @param generation of the cluster that goes on without this group
 * @param by an agent of it
 */
public record Superseded(int generation, String group, Endpoint by) {
  private static final String FILE = "superseded";
  private static final String VERSION = "v1";

  /**
   * @throws IllegalArgumentException if it could not be written down and read again
   */
  public Superseded {
    if (generation < 1 || !group.matches("[!-~]{1,64}")) {
      throw new IllegalArgumentException("no generation " + generation + " with group " + group);
    }
  }

  /**
   * @throws IOException if the file is there and cannot be read or understood: what it says must
   *     not pass for nothing
   */
  public static Optional<Superseded> read(Path home) throws IOException {
    Path file = home.resolve(FILE);
    String text;
    try {
      text = Files.readString(file).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    String[] words = text.split(" ", 5);
    try {
      if (words.length != 4 || !words[0].equals(VERSION)) {
        throw new IllegalArgumentException("not of this version");
      }
      return Optional.of(
          new Superseded(Integer.parseInt(words[1]), words[2], Endpoint.parse(words[3])));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + " is damaged; this node's cluster goes on without it: saksi disaster rejoin", e);
    }
  }

  /** On disk when it returns. */
  public void write(Path home) throws IOException {
    DurableFiles.replace(
        home.resolve(FILE),
        String.join(" ", VERSION, Integer.toString(generation), group, by + "\n"));
  }

  /** On an operator's word only. */
  public static void forget(Path home) throws IOException {
    DurableFiles.delete(home.resolve(FILE));
  }

  /** What is wrong, and what to do. */
  public String message() {
    return "this node's Raft group was given up in a recovery from disaster: the cluster goes on as"
        + " generation "
        + generation
        + " (agent at "
        + by
        + "). This node does not vote and does not serve; its data was not touched. To bring it"
        + " back: saksi disaster rejoin with this agent's options, start it, and let it in with"
        + " saksi node resume; see docs/disaster.md";
  }
}
