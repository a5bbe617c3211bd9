package io.saksi.raft;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The file outside of the Raft directory that remembers that the directory was made. Ratis would
 * make a missing directory anew, silently; a peer that forgot what it acknowledged can then elect a
 * leader that lost it.
 */
record RaftMarker(Phase phase, UUID groupId, String nodeId, String address, String machineId) {
  private static final String FORMAT = "saksi-raft-marker 1";
  private static final long MAX_BYTES = 4_096;

  /** How far the making came. Only a peer that is {@code READY} may have acknowledged anything. */
  enum Phase {
    BOOTSTRAPPING,
    JOINING,
    READY
  }

  static RaftMarker of(Phase phase, UUID groupId, RaftConfig config) {
    RaftPeerAddress self = config.self();
    return new RaftMarker(phase, groupId, self.id(), self.authority(), config.machineId());
  }

  RaftMarker ready() {
    return new RaftMarker(Phase.READY, groupId, nodeId, address, machineId);
  }

  void write(Path file) throws RaftStartException {
    String text =
        String.join(
            "\n",
            FORMAT,
            "phase=" + phase.name().toLowerCase(Locale.ROOT),
            "group=" + groupId,
            "node=" + nodeId,
            "address=" + address,
            "machine=" + machineId,
            "");
    try {
      DurableFiles.replace(file, text);
    } catch (IOException e) {
      throw new RaftStartException(
          "can't write the marker " + file + ": " + e, "make its directory writable", e);
    }
  }

  /** What the file says; empty if there is none. */
  static Optional<RaftMarker> read(Path file) throws RaftStartException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException("it is too long");
      }
      return Optional.of(parse(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (MalformedInputException | IllegalArgumentException e) {
      throw new RaftStartException(
          "the marker " + file + " is damaged: " + e.getMessage(),
          "restore it from a backup, or delete the marker and the Raft directory, nothing else, and"
              + " join again (--seed): who leads takes its former vote away first",
          e);
    } catch (IOException e) {
      throw new RaftStartException(
          "can't read the marker " + file + ": " + e, "make it readable for this user", e);
    }
  }

  private static RaftMarker parse(String text) {
    String[] lines = text.split("\n", -1);
    if (!lines[0].equals(FORMAT)) {
      throw new IllegalArgumentException("its first line is not '" + FORMAT + "'");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int equals = lines[i].indexOf('=');
      if (equals > 0) {
        values.put(lines[i].substring(0, equals), lines[i].substring(equals + 1));
      }
    }
    return new RaftMarker(
        Phase.valueOf(value(values, "phase").toUpperCase(Locale.ROOT)),
        UUID.fromString(value(values, "group")),
        value(values, "node"),
        value(values, "address"),
        value(values, "machine"));
  }

  private static String value(Map<String, String> values, String key) {
    String value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException("it has no line '" + key + "='");
    }
    return value;
  }
}
