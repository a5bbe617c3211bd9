package io.saksi.agent.postgres;

import io.saksi.agent.divergence.ReignEnd;
import io.saksi.agent.os.Processes;
import io.saksi.core.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Takes a diverged instance back to the fork and makes it a standby of the current history.
 *
 * <p>The order is the safety: what the history lacks is saved and reported before anything changes
 * (I5); the marker is on disk before pg_rewind writes and goes only when the directory is a whole
 * standby, so that a crash in between leaves a directory that is known as half-rewound, and never
 * one that could start as a second primary (pg_rewind leaves no {@code standby.signal}).
 */
final class Rewinder {
  /** From this line on pg_rewind changes the target. */
  private static final String COPYING = "need to copy";

  private static final String NOT_REQUIRED = "no rewind required";

  private final Context context;
  private final PostgresServer server;

  Rewinder(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
  }

  RewindOutcome rewind(
      String host,
      int port,
      ForkVerdict.Diverged divergence,
      Optional<ReignEnd> reign,
      Duration bound)
      throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    InstanceId before = context.directory().requireComplete();
    if (server.adopt().isPresent()) {
      throw new PostgresException("PostgreSQL runs", "stop it before the rewind");
    }
    new OrphanTools(context.directory()).end();
    context.watch().at(RejoinStep.ORPHANS_ENDED);
    Member source = new Member(host, port);
    new RewindSource(context, source).prepare(deadline);
    context.watch().at(RejoinStep.SOURCE_READY);
    try {
      Preservation preservation = new Preservation(context);
      var preserved =
          preservation.preserve(before, divergence.timeline(), divergence.fork(), reign, deadline);
      new KeptCopy(context).make(preserved.entry(), deadline);
      context.watch().at(RejoinStep.KEPT);
      recover(deadline);
      context.watch().at(RejoinStep.RECOVERED);
      preservation.name(preserved, deadline);
      context.watch().at(RejoinStep.NAMED);
      new Retention(context).apply(java.time.Instant.now());
      return run(source, divergence, preserved.entry().directory(), deadline);
    } catch (IOException e) {
      throw context.directory().failed("rewind", e);
    }
  }

  /** pg_rewind wants a clean shutdown, and before 15 cannot be told where the configuration is. */
  private void recover(Deadline deadline)
      throws IOException, PostgresException, InterruptedException {
    Path data = context.config().dataDirectory();
    DurableFiles.delete(context.directory().standbySignal());
    DurableFiles.delete(data.resolve("recovery.signal"));
    AutoConf.in(data).clean();
    new BurnedTimelines(data).removeIfNewest();
    SingleUser.configure(context);
    if (ControlData.read(context.installation(), data).state().equals("shut down")) {
      return;
    }
    Processes.forgetDeadPostmaster(data);
    SingleUser.in(context, "template1")
        .run(deadline.remaining())
        .orThrow("recovering before the rewind", "see the message; clone the node anew");
  }

  private RewindOutcome run(
      Member source, ForkVerdict.Diverged divergence, Path salvage, Deadline deadline)
      throws IOException, PostgresException, InterruptedException {
    DataDirectory directory = context.directory();
    DurableFiles.write(directory.rewindMarker(), "rewinding from " + source + "\n");
    context.watch().at(RejoinStep.MARKED);
    Commands.Result result =
        Commands.of(
                context.installation().program("pg_rewind"),
                List.of(
                    "--target-pgdata=" + directory.path(),
                    "--source-server=" + source.connectionString(context, "rewind"),
                    "--no-ensure-shutdown",
                    "--progress"))
            .onLine(this::follow)
            .run(deadline.remaining());
    boolean touched = result.output().contains(COPYING);
    context.watch().at(RejoinStep.REWOUND);
    if (result.succeeded() && !result.output().contains(NOT_REQUIRED)) {
      Optional<String> flaw = flaw(divergence);
      if (flaw.isPresent()) {
        return new RewindOutcome.Damaged(flaw.get());
      }
      return new RewindOutcome.Rewound(finish(), salvage);
    }
    if (touched) {
      return new RewindOutcome.Damaged("pg_rewind failed: " + result.tail());
    }
    DurableFiles.delete(directory.rewindMarker());
    return new RewindOutcome.Untouched("pg_rewind: " + result.tail());
  }

  private void follow(String line) {
    if (line.contains(COPYING)) {
      context.watch().at(RejoinStep.REWINDING);
    }
    CopiedBytes.parse(line)
        .ifPresent(at -> context.watch().progress(RejoinStep.REWINDING, at.done(), at.all()));
  }

  /**
   * Success is not believed: pg_rewind has said "no rewind required" where it was. What it ends
   * with is a backup of the source that begins recovery at the fork, on a later timeline.
   */
  private Optional<String> flaw(ForkVerdict.Diverged divergence)
      throws PostgresException, InterruptedException {
    Path data = context.directory().path();
    ControlData control = ControlData.read(context.installation(), data);
    if (!control.state().equals("in archive recovery")) {
      return Optional.of("pg_rewind left a data directory that is '" + control.state() + "'");
    }
    if (control.timeline() <= divergence.timeline()) {
      return Optional.of("pg_rewind left a data directory on timeline " + control.timeline());
    }
    return Files.exists(data.resolve("backup_label"))
        ? Optional.empty()
        : Optional.of("pg_rewind left no backup_label");
  }

  /** It has copied the source's files, and no standby.signal: as it is, it would be a primary. */
  private InstanceId finish() throws IOException {
    DataDirectory directory = context.directory();
    DurableFiles.write(directory.standbySignal(), "");
    DurableFiles.write(directory.lacksWalMarker(), "");
    AutoConf.in(directory.path()).clean();
    InstanceId instance = directory.identify(directory.path());
    context.watch().at(RejoinStep.SIGNALLED);
    Files.deleteIfExists(directory.path().resolve("saksi.saved"));
    DurableFiles.delete(directory.rewindMarker());
    context.watch().at(RejoinStep.FINISHED);
    return instance;
  }
}
