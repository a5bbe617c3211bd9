package io.saksi.raft;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.AtomicFileOutputStream;
import org.apache.ratis.util.MD5FileUtil;

/**
 * Snapshots in Ratis's layout, read strictly: Ratis ignores every snapshot when the checksum of one
 * is damaged, and would go on with an empty state.
 */
final class SnapshotStore {
  private static final Pattern SEGMENT = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

  private final SimpleStateMachineStorage files = new SimpleStateMachineStorage();
  private volatile Path snapshotDirectory;
  private volatile Path logDirectory;

  SimpleStateMachineStorage files() {
    return files;
  }

  void open(RaftStorage storage) throws IOException {
    snapshotDirectory = storage.getStorageDir().getStateMachineDir().toPath();
    logDirectory = storage.getStorageDir().getCurrentDir().toPath();
    requireSound();
    files.init(storage);
  }

  /**
   * Restores the newest snapshot, verified, and answers the last log entry in it; empty if there is
   * none.
   *
   * @throws IOException if it is damaged, or if the log that is left doesn't reach back to it
   */
  Optional<TermIndex> restoreLatest(ReplicatedState state) throws IOException {
    requireSound();
    SingleFileSnapshotInfo latest = files.loadLatestSnapshot();
    requireNoGap(latest == null ? -1 : latest.getIndex());
    if (latest == null) {
      return Optional.empty();
    }
    byte[] content = Files.readAllBytes(latest.getFile().getPath());
    MD5FileUtil.verifySavedMD5(latest.getFile().getPath().toFile(), md5(content));
    try {
      state.restore(content);
    } catch (RuntimeException e) {
      throw new IOException("the snapshot " + latest.getFile() + " can't be restored: " + e, e);
    }
    return Optional.of(latest.getTermIndex());
  }

  /** The checksum first: a snapshot that can be seen always has one. */
  void save(TermIndex last, byte[] content) throws IOException {
    File file = files.getSnapshotFile(last.getTerm(), last.getIndex());
    MD5Hash digest = md5(content);
    MD5FileUtil.saveMD5File(file, digest);
    try (AtomicFileOutputStream out = new AtomicFileOutputStream(file)) {
      out.write(content);
    }
    DurableFiles.syncDirectory(file.toPath().getParent());
    files.updateLatestSnapshot(
        new SingleFileSnapshotInfo(new FileInfo(file.toPath(), digest), last));
  }

  private void requireSound() throws IOException {
    for (Path file : list(snapshotDirectory)) {
      boolean snapshot =
          SimpleStateMachineStorage.SNAPSHOT_REGEX.matcher(file.getFileName().toString()).matches();
      if (snapshot && MD5FileUtil.readStoredMd5ForFile(file.toFile()) == null) {
        throw new IOException("the snapshot " + file + " has no checksum");
      }
    }
  }

  private void requireNoGap(long snapshotIndex) throws IOException {
    OptionalLong first =
        list(logDirectory).stream()
            .map(file -> SEGMENT.matcher(file.getFileName().toString()))
            .filter(Matcher::matches)
            .mapToLong(m -> Long.parseLong(m.group(1)))
            .min();
    if (first.isPresent() && first.getAsLong() > snapshotIndex + 1) {
      throw new IOException(
          "the log in "
              + logDirectory
              + " begins at "
              + first.getAsLong()
              + ", the newest snapshot ends at "
              + snapshotIndex
              + ": what lies between is lost");
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.toList();
    }
  }

  private static MD5Hash md5(byte[] content) {
    try {
      return MD5Hash.newInstance(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
