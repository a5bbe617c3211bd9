package io.saksi.agent.postgres;

import io.saksi.core.model.InstanceId;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The data directory and the markers beside it. What carries no marker or id of ours is never
 * changed, moved or removed.
 */
public final class DataDirectory {
  private static final String ID_FILE = "saksi.instance";
  private static final String ADOPTED = "saksi.adopted";

  /** What cannot be told to others would make the node silent. */
  private static final String ID = "[!-~]{1,64}";

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Includes a file that is never there: PostgreSQL prints the name, and does not start. */
  private static final String REFUSING_CONFIGURATION =
      """
      # The saksi agent starts this PostgreSQL, with its own configuration. Settings of yours
      # belong in user.conf beside this data directory.
      include 'only_the_saksi_agent_starts_this_postgresql'
      """;

  private final Path path;
  private final NodeId node;

  public DataDirectory(Path path, NodeId node) {
    this.path = path;
    this.node = node;
  }

  public Path path() {
    return path;
  }

  /**
   * @throws PostgresException if it cannot be read
   */
  public DataDirectoryState state() throws PostgresException {
    try {
      if (Files.exists(rewindMarker())) {
        return new DataDirectoryState.HalfRewound();
      }
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return Files.exists(work().root())
            ? new DataDirectoryState.HalfMade(work().purpose())
            : new DataDirectoryState.Absent();
      }
      if (!Files.isDirectory(path)) {
        return new DataDirectoryState.Foreign(path + " is not a directory");
      }
      return isEmpty(path) ? new DataDirectoryState.Empty() : stateOfContent();
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /**
   * @throws PostgresException if the directory is not ours and complete
   */
  public InstanceId requireComplete() throws PostgresException {
    return switch (state()) {
      case DataDirectoryState.Complete(InstanceId instance) -> instance;
      case DataDirectoryState.Absent _ -> throw notUsable("does not exist");
      case DataDirectoryState.Empty _ -> throw notUsable("is empty");
      case DataDirectoryState.Foreign(String what) -> throw foreign(what);
      case DataDirectoryState.HalfMade(String what) -> throw notUsable("is half-made: " + what);
      case DataDirectoryState.HalfRewound _ -> throw notUsable("is left by an interrupted rewind");
    };
  }

  private DataDirectoryState stateOfContent() throws IOException {
    Path idFile = path.resolve(ID_FILE);
    if (!Files.exists(idFile)) {
      return new DataDirectoryState.Foreign("it has no " + ID_FILE);
    }
    List<String> words =
        List.of(Files.readString(idFile, StandardCharsets.ISO_8859_1).strip().split("\\s+", 3));
    if (words.size() != 2 || !words.get(1).matches(ID)) {
      return new DataDirectoryState.Foreign("its " + ID_FILE + " is not understood");
    }
    if (!words.getFirst().equals(node.name())) {
      return new DataDirectoryState.Foreign("it belongs to node '" + words.getFirst() + "'");
    }
    return new DataDirectoryState.Complete(new InstanceId(words.get(1)));
  }

  PostgresException foreign(String what) {
    return new PostgresException(
        path + " is not a data directory of node '" + node + "': " + what,
        "name an empty directory, or move this one away yourself: it was not touched");
  }

  private PostgresException notUsable(String how) {
    return new PostgresException(path + " " + how, "make it by initdb or by a clone first");
  }

  PostgresException failed(String what, IOException e) {
    return new PostgresException(
        "cannot " + what + " " + path + ": " + e, "see its permissions and its disk", e);
  }

  /** Makes the directory a new instance that only the agent starts. Durable when it returns. */
  InstanceId identify(Path directory) throws IOException {
    DurableFiles.delete(directory.resolve(ADOPTED));
    return identify(directory, fresh());
  }

  /**
   * As {@link #identify}, of a database that was there before: a cluster may be founded with it,
   * once. Until the last step of it, it is still somebody else's.
   */
  InstanceId identifyAdopted() throws IOException {
    InstanceId instance = fresh();
    DurableFiles.write(path.resolve(ADOPTED), instance + "\n");
    return identify(path, instance);
  }

  /**
   * The instance with which a cluster is to be founded; empty unless an operator had it adopted and
   * it has led nowhere since.
   */
  public Optional<InstanceId> adopted() throws PostgresException {
    Path marker = path.resolve(ADOPTED);
    try {
      return Files.exists(marker)
              && state() instanceof DataDirectoryState.Complete(InstanceId instance)
              && Files.readString(marker, StandardCharsets.ISO_8859_1)
                  .strip()
                  .equals(instance.value())
          ? Optional.of(instance)
          : Optional.empty();
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** Its files may be replaced already, and it is still somebody else's. */
  boolean isHalfAdopted() {
    return Files.exists(path.resolve(ADOPTED)) && !Files.exists(path.resolve(ID_FILE));
  }

  /** It leads: from now on it is this cluster's, and founds no other. */
  public void adoptionIsOver() throws PostgresException {
    try {
      DurableFiles.delete(path.resolve(ADOPTED));
    } catch (IOException e) {
      throw failed("change", e);
    }
  }

  /** It is no instance of ours any more, and never touched again. */
  void letGo() throws IOException {
    DurableFiles.delete(path.resolve(ADOPTED));
    DurableFiles.delete(lacksWalMarker());
    DurableFiles.delete(path.resolve(ID_FILE));
  }

  private static InstanceId fresh() {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    return new InstanceId(HexFormat.of().formatHex(random));
  }

  private InstanceId identify(Path directory, InstanceId instance) throws IOException {
    for (String hidden : List.of("pg_hba.conf", "pg_ident.conf")) {
      DurableFiles.delete(directory.resolve(hidden));
    }
    DurableFiles.write(directory.resolve("postgresql.conf"), REFUSING_CONFIGURATION);
    DurableFiles.write(directory.resolve(ID_FILE), node.name() + " " + instance + "\n");
    return instance;
  }

  WorkArea work() {
    return new WorkArea(path.resolveSibling(path.getFileName() + ".saksi-work"));
  }

  /** Exists from the first change of a rewind until the directory is whole again. */
  Path rewindMarker() {
    return path.resolveSibling(path.getFileName() + ".saksi-rewinding");
  }

  /**
   * Exists in a rewound directory until it has been ready once. A clone has all the WAL that it
   * needs from the start.
   */
  Path lacksWalMarker() {
    return path.resolve("saksi.lacks-wal");
  }

  Path standbySignal() {
    return path.resolve("standby.signal");
  }

  static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }
}
