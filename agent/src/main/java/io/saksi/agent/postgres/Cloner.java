package io.saksi.agent.postgres;

import io.saksi.core.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes this node's data directory a copy of a running server's, ready to start as a standby. */
final class Cloner {
  private final Context context;

  Cloner(Context context) {
    this.context = context;
  }

  /**
   * @param replace whether data of this node may be moved aside
   */
  InstanceId cloneFrom(String host, int port, boolean replace, Progress progress, Duration bound)
      throws PostgresException, InterruptedException {
    DataDirectory directory = context.directory();
    Replacement replacement = new Replacement(directory, context.watch());
    if (replace) {
      replacement.requireOursOrNothing();
    } else {
      replacement.requireNothingToLose();
    }
    new OrphanTools(directory).end();
    context.watch().at(RejoinStep.ORPHANS_ENDED);
    Deadline deadline = Deadline.in(bound);
    Member source = new Member(host, port);
    long size = new CloneSource(context, source).check(deadline);
    try {
      new CloneSpace(context).require(size);
      context.watch().at(RejoinStep.CLONE_CHECKED);
      WorkArea work = directory.work();
      work.begin("clone of " + host + ":" + port);
      context.watch().at(RejoinStep.CLONE_BEGUN);
      copy(source, work.data(), progress, deadline.remaining());
      context.watch().at(RejoinStep.COPIED);
      AutoConf.in(work.data()).clean();
      final InstanceId instance = directory.identify(work.data());
      DurableFiles.write(work.data().resolve("standby.signal"), "");
      context.watch().at(RejoinStep.IDENTIFIED);
      replacement.moveIn(work, aside());
      new Retention(context).apply(java.time.Instant.now());
      context.watch().at(RejoinStep.CLONED);
      return instance;
    } catch (IOException e) {
      throw directory.failed("make", e);
    }
  }

  /** Where the saved WAL of this very data directory is, there its directory goes too. */
  private java.util.Optional<Path> aside() throws IOException, PostgresException {
    if (!(context.directory().state() instanceof DataDirectoryState.Complete complete)) {
      return java.util.Optional.empty();
    }
    for (Salvage.Entry entry : new Salvage(context).entries()) {
      boolean its = entry.key().startsWith(complete.instance() + " ");
      if (its && !Files.exists(entry.copy())) {
        return java.util.Optional.of(entry.copy());
      }
    }
    return java.util.Optional.empty();
  }

  private void copy(Member source, Path target, Progress progress, Duration bound)
      throws PostgresException, InterruptedException, IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--dbname=" + source.connectionString(context, "clone"),
                "--pgdata=" + target,
                "--wal-method=stream",
                "--checkpoint=fast",
                "--no-password",
                "--progress"));
    if (context.options().cloneRate() != 0) {
      arguments.add("--max-rate=" + context.options().cloneRate());
    }
    Commands.of(context.installation().program("pg_basebackup"), arguments)
        .onLine(line -> report(line, progress))
        .run(bound)
        .orThrow(
            "cloning from " + source.host() + ":" + source.port(),
            "see that the source runs, lets this node in and has the same major version");
  }

  private void report(String line, Progress progress) {
    CopiedBytes.parse(line)
        .ifPresent(at -> {
          context.watch().at(RejoinStep.COPYING);
          context.watch().progress(RejoinStep.COPYING, at.done(), at.all());
          progress.at(at.done(), at.all());
        });
  }
}
