package io.saksi.raft;

import io.saksi.raft.RaftMarker.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.SizeInBytes;

/**
 * Puts a new group, of this peer alone and with a given state, in the place of the one whose
 * majority is lost. Each step is on disk before the next, and the whole may be done again after it
 * stopped anywhere:
 *
 * <ol>
 *   <li>The new group is made in a directory of its own, and has led there: until it says that it
 *       is ready nothing refers to it, and it is made anew.
 *   <li>The former group's directory gets another name. From here on the former peer cannot start:
 *       its marker is there and its data are not (rule R3).
 *   <li>The new group's directory takes the place.
 *   <li>The marker names the new group: one rename. This is the moment of effect.
 * </ol>
 */
public final class NewGeneration {
  private static final String WORK = "recovering";

  /** What a directory is named after that holds a group that was given up. */
  static final String FORMER = "former-";

  private static final TermIndex BEGINNING = TermIndex.valueOf(0, 0);

  private final RaftConfig config;
  private final RaftConfig work;
  private final UUID former;
  private final UUID fresh;

  /**
   * @param config of the peer, which must not run
   * @param former the group that it belongs to
   * @param fresh the new one; the same each time that this is done again
   */
  public NewGeneration(RaftConfig config, UUID former, UUID fresh) {
    this.config = config;
    this.former = former;
    this.fresh = fresh;
    Path directory = config.directory().resolve(WORK);
    this.work =
        new RaftConfig(
            directory,
            config.marker().resolveSibling(config.marker().getFileName() + "." + WORK),
            config.self(),
            config.bindHost(),
            config.machineId(),
            config.tuning(),
            config.tls());
  }

  /** Whether the marker names the new group: only tidying up is left. */
  public boolean isInEffect() throws RaftStartException {
    return RaftMarker.read(config.marker())
        .filter(m -> m.phase() == Phase.READY && m.groupId().equals(fresh))
        .isPresent();
  }

  /** Whether the new group was made and waits to take its place. */
  public boolean isMade() throws RaftStartException {
    return RaftMarker.read(work.marker())
        .filter(m -> m.phase() == Phase.READY && m.groupId().equals(fresh))
        .isPresent();
  }

  /**
   * Step 1. Blocks until the new peer has led, for {@code startTimeout} at most.
   *
   * @param snapshot the state that the new group begins with
   */
  public void make(byte[] snapshot, ReplicatedState state) throws RaftStartException {
    try {
      Files.deleteIfExists(work.marker());
      deleteTree(work.directory());
      Files.createDirectories(work.directory());
    } catch (IOException e) {
      throw failed("cannot clear " + work.directory(), e);
    }
    Ports.requireFree(work.bindHost(), work.self().port(), "Raft address (--raft-listen)");
    RaftMarker marker = new RaftHome(work).prepare(Phase.BOOTSTRAPPING, fresh);
    begin(snapshot);
    RaftEngine engine =
        RaftEngine.start(work, fresh, List.of(work.self()), state, new RaftListener() {});
    try {
      engine.awaitFirstReady();
    } finally {
      engine.close();
    }
    marker.ready().write(work.marker());
  }

  private void begin(byte[] snapshot) throws RaftStartException {
    try (RaftStorage storage =
        RaftStorage.newBuilder()
            .setDirectory(work.directory().resolve(fresh.toString()).toFile())
            .setOption(StartupOption.RECOVER)
            .setStorageFreeSpaceMin(SizeInBytes.valueOf(RaftSettings.FREE_SPACE_MIN_BYTES))
            .build()) {
      storage.initialize();
      SnapshotStore snapshots = new SnapshotStore();
      snapshots.open(storage);
      snapshots.save(BEGINNING, snapshot);
    } catch (IOException e) {
      throw failed("cannot write the new group's first snapshot", e);
    }
  }

  /** Steps 2 to 4. Only what was made is put in place. */
  public void takeEffect() throws RaftStartException {
    if (isInEffect()) {
      return;
    }
    if (!isMade()) {
      throw new IllegalStateException("the new group was not made yet");
    }
    try {
      move(group(former), config.directory().resolve(FORMER + former));
      move(work.directory().resolve(fresh.toString()), group(fresh));
    } catch (IOException e) {
      throw failed("cannot put the new group in place", e);
    }
    RaftMarker.of(Phase.READY, fresh, config).write(config.marker());
  }

  private Path group(UUID id) {
    return config.directory().resolve(id.toString());
  }

  /** Done before if the source is gone and the target there. */
  private void move(Path from, Path to) throws IOException {
    if (Files.exists(to) && !Files.exists(from)) {
      return;
    }
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    DurableFiles.syncDirectory(from.getParent());
    DurableFiles.syncDirectory(to.getParent());
  }

  /** After it took effect. */
  public void tidy() throws RaftStartException {
    try {
      Files.deleteIfExists(work.marker());
      deleteTree(work.directory());
    } catch (IOException e) {
      throw failed("cannot delete " + work.directory(), e);
    }
  }

  /** What was made is given up; possible until it took effect. */
  public void abandon() throws RaftStartException {
    if (Files.exists(config.directory().resolve(FORMER + former)) || isInEffect()) {
      throw new RaftStartException(
          "the former group was put aside already", "run the recovery again: it goes on");
    }
    tidy();
  }

  /** Where the former group's log is kept. */
  public Path kept() {
    return config.directory().resolve(FORMER + former);
  }

  /**
   * Puts the peer's data and marker aside, so that it can join another group as a new one: rule R3,
   * on an operator's word. Does nothing where it was done.
   *
   * @return the group that it belonged to; empty if none
   */
  public static Optional<UUID> leave(RaftConfig config) throws RaftStartException {
    Optional<RaftMarker> marker = RaftMarker.read(config.marker());
    if (marker.isEmpty()) {
      return Optional.empty();
    }
    UUID group = marker.get().groupId();
    NewGeneration place = new NewGeneration(config, group, group);
    try {
      if (Files.exists(place.group(group))) {
        place.move(place.group(group), place.kept());
      }
      for (Path rest : list(config.directory())) {
        // Of an interrupted recovery, or what Ratis put aside.
        Files.move(rest, place.kept().resolve(rest.getFileName()));
      }
      Files.deleteIfExists(config.marker());
      DurableFiles.syncDirectory(config.marker().getParent());
    } catch (IOException e) {
      throw failed("cannot put the former group aside", e);
    }
    return Optional.of(group);
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.filter(child -> !RaftHome.isNobodys(child.getFileName().toString())).toList();
    }
  }

  private static void deleteTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static RaftStartException failed(String what, IOException e) {
    return new RaftStartException(
        what + ": " + e, "see that the directory is writable and has space, and run it again", e);
  }
}
