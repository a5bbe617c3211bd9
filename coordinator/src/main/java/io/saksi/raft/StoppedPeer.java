package io.saksi.raft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.SizeInBytes;

/**
 * What a peer that does not run has on its disk: the newest snapshot and the whole log after it,
 * also what this peer never heard to be committed. An entry at the end of its log may have been
 * acknowledged by the majority that is gone; to leave it out could lose a decision, to take it in
 * loses none, for nobody is left to have decided otherwise.
 *
 * @param group the UUID of the Raft group
 * @param end of its log, or of its snapshot where there is nothing after it
 * @param voters by id, as the last configuration says
 */
public record StoppedPeer(UUID group, LogEnd end, List<String> voters) {
  private static final String CONFIGURATION_FILE = "raft-meta.conf";
  private static final SizeInBytes LARGEST_ENTRY = SizeInBytes.valueOf("8MB");

  public StoppedPeer {
    voters = List.copyOf(voters);
  }

  /**
   * Reads it all into the state. Blocks for the disk; nothing is changed but Ratis's own lock file.
   *
   * @param state as new
   * @throws RaftStartException if the storage is not whole, is another node's, or is in use
   */
  public static StoppedPeer replay(RaftConfig config, ReplicatedState state)
      throws RaftStartException {
    UUID group = new RaftHome(config).requireReady().groupId();
    Path directory = config.directory().resolve(group.toString());
    try (RaftStorage storage = open(directory)) {
      return new Reading(group, state).read(storage);
    } catch (IOException | RuntimeException e) {
      throw StartFailures.explain(config, e);
    }
  }

  private static RaftStorage open(Path directory) throws IOException {
    RaftStorage storage =
        RaftStorage.newBuilder()
            .setDirectory(directory.toFile())
            .setOption(StartupOption.RECOVER)
            .setStorageFreeSpaceMin(SizeInBytes.ONE_KB)
            .build();
    storage.initialize();
    return storage;
  }

  private static final class Reading {
    private final UUID group;
    private final ReplicatedState state;
    private TermIndex last = TermIndex.valueOf(0, -1);
    private List<String> voters = List.of();

    Reading(UUID group, ReplicatedState state) {
      this.group = group;
      this.state = state;
    }

    StoppedPeer read(RaftStorage storage) throws IOException {
      SnapshotStore snapshots = new SnapshotStore();
      snapshots.open(storage);
      last = snapshots.restoreLatest(state).orElse(last);
      Path log = storage.getStorageDir().getCurrentDir().toPath();
      configuration(log.resolve(CONFIGURATION_FILE));
      for (LogSegmentPath segment : segments(log)) {
        List<LogEntryProto> entries = new ArrayList<>();
        LogSegment.readSegmentFile(
            segment.getPath().toFile(),
            segment.getStartEnd(),
            LARGEST_ENTRY,
            CorruptionPolicy.EXCEPTION,
            null,
            entries::add);
        for (LogEntryProto entry : entries) {
          take(entry);
        }
      }
      return new StoppedPeer(group, new LogEnd(last.getTerm(), last.getIndex()), voters);
    }

    private void take(LogEntryProto entry) throws IOException {
      if (entry.hasConfigurationEntry()) {
        voters(entry.getConfigurationEntry());
      }
      if (entry.getIndex() <= last.getIndex()) {
        return;
      }
      if (entry.getIndex() > last.getIndex() + 1) {
        throw new IOException(
            "the log goes on at " + entry.getIndex() + " after " + last.getIndex());
      }
      last = TermIndex.valueOf(entry);
      if (entry.hasStateMachineLogEntry()) {
        state.apply(entry.getStateMachineLogEntry().getLogData().toByteArray(), entry.getIndex());
      }
    }

    private void configuration(Path file) throws IOException {
      if (Files.exists(file)) {
        try (InputStream in = Files.newInputStream(file)) {
          voters(LogEntryProto.parseFrom(in).getConfigurationEntry());
        }
      }
    }

    private void voters(RaftConfigurationProto configuration) {
      voters =
          configuration.getPeersList().stream()
              .map(peer -> peer.getId().toStringUtf8())
              .sorted()
              .toList();
    }
  }

  private static List<LogSegmentPath> segments(Path log) throws IOException {
    try (Stream<Path> files = Files.list(log)) {
      return files
          .map(LogSegmentPath::matchLogSegment)
          .filter(Objects::nonNull)
          .sorted(Comparator.comparing(LogSegmentPath::getStartEnd))
          .toList();
    }
  }

  /** Whether these are enough of the voters to elect a Raft leader. */
  public boolean isMajority(List<String> nodes) {
    long there = voters.stream().filter(nodes::contains).count();
    return 2 * there > voters.size();
  }
}
