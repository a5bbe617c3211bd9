package io.saksi.agent.postgres;

import io.saksi.agent.os.Processes;
import io.saksi.core.model.InstanceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Takes a diverged instance back to the fork and makes it a standby of the current history. */
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

  RewindOutcome rewind(String host, int port, ForkVerdict.Diverged divergence, Duration bound)
      throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    context.directory().requireComplete();
    if (server.adopt().isPresent()) {
      throw new PostgresException("PostgreSQL runs", "stop it before the rewind");
    }
    Member source = new Member(host, port);
    new RewindSource(context, source).prepare(deadline);
    try {
      Path salvage = new Salvage(context).copy(divergence.timeline(), divergence.fork());
      recover(deadline);
      return run(source, salvage, deadline);
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
    if (ControlData.read(context.installation(), data).state().equals("shut down")) {
      return;
    }
    Processes.forgetDeadPostmaster(data);
    context.files().writeMain();
    context.files().writeUpstream(java.util.Optional.empty(), context.secrets());
    context.files().writeSync(new SyncSetting.Nobody());
    Commands.of(
            context.installation().program("postgres"),
            "--single",
            "-F",
            "-D",
            data.toString(),
            "-c",
            "config_file=" + context.run().postgresqlConf(),
            "template1")
        .run(deadline.remaining())
        .orThrow("recovering before the rewind", "see the message; clone the node anew");
  }

  private RewindOutcome run(Member source, Path salvage, Deadline deadline)
      throws IOException, PostgresException, InterruptedException {
    DataDirectory directory = context.directory();
    DurableFiles.write(directory.rewindMarker(), "rewinding from " + source + "\n");
    Commands.Result result =
        Commands.of(
                context.installation().program("pg_rewind"),
                List.of(
                    "--target-pgdata=" + directory.path(),
                    "--source-server=" + source.connectionString(context, "rewind"),
                    "--no-ensure-shutdown",
                    "--progress"))
            .run(deadline.remaining());
    boolean touched = result.output().contains(COPYING);
    if (result.succeeded() && !result.output().contains(NOT_REQUIRED)) {
      return new RewindOutcome.Rewound(finish(), salvage);
    }
    if (touched) {
      return new RewindOutcome.Damaged("pg_rewind failed: " + result.tail());
    }
    DurableFiles.delete(directory.rewindMarker());
    return new RewindOutcome.Untouched("pg_rewind: " + result.tail());
  }

  /** It has copied the source's files, and no standby.signal: as it is, it would be a primary. */
  private InstanceId finish() throws IOException {
    DataDirectory directory = context.directory();
    DurableFiles.write(directory.standbySignal(), "");
    DurableFiles.write(directory.lacksWalMarker(), "");
    AutoConf.in(directory.path()).clean();
    InstanceId instance = directory.identify(directory.path());
    Files.deleteIfExists(directory.path().resolve("saksi.saved"));
    DurableFiles.delete(directory.rewindMarker());
    return instance;
  }
}
