package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Whether a stopped instance may follow a history as it is. */
final class ForkCheck {
  private final PostgresInstallation installation;
  private final Path dataDirectory;

  ForkCheck(PostgresInstallation installation, Path dataDirectory) {
    this.installation = installation;
    this.dataDirectory = dataDirectory;
  }

  ForkVerdict check(TimelineHistory history, Duration bound)
      throws PostgresException, InterruptedException {
    ControlData control = ControlData.read(installation, dataDirectory);
    WalFiles wal = new WalFiles(dataDirectory, control.walSegmentSize());
    try {
      int newest = Math.max(control.timeline(), wal.newestTimeline().orElse(0));
      if (newest == history.timeline()) {
        return new ForkVerdict.FollowsDirectly();
      }
      Optional<Lsn> fork = history.endOf(newest);
      if (fork.isEmpty()) {
        return new ForkVerdict.Unknown(
            "it has WAL of timeline " + newest + ", which the history has not");
      }
      return check(control, wal, newest, fork.get(), Deadline.in(bound));
    } catch (IOException e) {
      throw new PostgresException(
          "cannot read the WAL of " + dataDirectory + ": " + e, "see its permissions", e);
    }
  }

  private ForkVerdict check(
      ControlData control, WalFiles wal, int timeline, Lsn fork, Deadline deadline)
      throws PostgresException, InterruptedException {
    boolean checkpointBeyond =
        control.timeline() == timeline && control.checkpoint().isAtLeast(fork);
    if (checkpointBeyond) {
      return new ForkVerdict.Diverged(timeline, fork, control.checkpoint());
    }
    if (fork.isBefore(control.minimumRecoveryEnd())) {
      // Its pages already show what lies beyond the fork.
      return new ForkVerdict.Diverged(timeline, fork, control.minimumRecoveryEnd());
    }
    WalEnd end = new WalEnd(installation, dataDirectory, control);
    if (Files.exists(wal.segmentFile(timeline, fork))) {
      return end.firstRecord(timeline, fork, deadline)
          .<ForkVerdict>map(first -> new ForkVerdict.Diverged(timeline, fork, first.start()))
          .orElseGet(ForkVerdict.FollowsDirectly::new);
    }
    WalPosition position = end.find(deadline.remaining());
    return fork.isBefore(position.lsn())
        ? new ForkVerdict.Unknown(
            "its WAL goes past " + fork + ", but the segment there is missing")
        : new ForkVerdict.FollowsDirectly();
  }
}
