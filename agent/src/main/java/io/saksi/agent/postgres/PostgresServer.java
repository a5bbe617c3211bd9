package io.saksi.agent.postgres;

import io.saksi.agent.os.Processes;
import io.saksi.agent.os.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Starts, finds, reloads and stops the server processes. */
final class PostgresServer {
  private static final Duration START_POLL = Duration.ofMillis(15);
  private static final Duration PROGRESS_POLL = Duration.ofSeconds(1);
  private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(2);
  private static final int LOG_TAIL_BYTES = 4096;

  private final Context context;
  private final ServerProcesses processes;
  private final ConfigurationTrack track;

  PostgresServer(Context context) {
    this.context = context;
    this.processes = new ServerProcesses(context.config().dataDirectory());
    this.track = new ConfigurationTrack(context.config(), context.files(), context.run());
  }

  /** With which configuration it starts. */
  ConfigurationTrack track() {
    return track;
  }

  /** Spawns a server whose gate is closed; it may still be recovering when this returns. */
  Postmaster launch(StartMode mode) throws PostgresException {
    context.directory().requireComplete();
    if (adopt().isPresent()) {
      throw new PostgresException(
          "PostgreSQL already runs in " + context.config().dataDirectory(), "adopt it or stop it");
    }
    context.sessions().close();
    try {
      Processes.forgetDeadPostmaster(context.config().dataDirectory());
      prepare(mode);
      Path log = context.config().logFile();
      DurableFiles.createPrivateDirectory(log.getParent());
      ProcessBuilder builder = Launch.builder(serverCommand());
      Process process =
          builder
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      return processes.watch(process.pid());
    } catch (IOException e) {
      throw new PostgresException(
          "cannot start PostgreSQL: " + e.getMessage(), "see permissions and disk space", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PostgresException("the start was called off", "it is ordered anew if it is due", e);
    }
  }

  private List<String> serverCommand() {
    return List.of(
        context.installation().program("postgres").toString(),
        "-D",
        context.config().dataDirectory().toString(),
        "-c",
        "config_file=" + context.run().postgresqlConf());
  }

  private void prepare(StartMode mode) throws IOException, PostgresException, InterruptedException {
    ServerFiles files = context.files();
    track.choose();
    files.writeLimits(Map.of());
    files.writeMain();
    files.writeArchiving(false);
    context.hba().write(Gate.CLOSED);
    context.hba().inForce();
    Path data = context.config().dataDirectory();
    AutoConf.in(data).clean();
    if (mode instanceof StartMode.Standby) {
      ControlData control = ControlData.read(context.installation(), data);
      new WalOnDisk(context).forgetGivenUp(control);
      files.writeLimits(
          new StandbyLimits(context.installation(), context.config(), context.run())
              .above(control));
    }
    new BurnedTimelines(data).removeIfNewest();
    DurableFiles.delete(data.resolve("recovery.signal"));
    switch (mode) {
      case StartMode.Standby(Optional<Upstream> upstream) -> {
        files.writeUpstream(upstream, context.secrets());
        files.writeSync(new SyncSetting.Blocked());
        DurableFiles.write(context.directory().standbySignal(), "");
      }
      case StartMode.Primary(SyncSetting sync) -> {
        files.writeUpstream(Optional.empty(), context.secrets());
        files.writeSync(sync);
        DurableFiles.delete(context.directory().standbySignal());
      }
    }
  }

  /**
   * Waits until the server accepts the agent.
   *
   * @throws PostgresException if it died, with the end of its log, or is still recovering, or its
   *     recovery no longer advances
   */
  void awaitReady(Postmaster postmaster, Duration bound)
      throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    RecoveryProgress progress = RecoveryProgress.of(postmaster);
    Deadline nextLook = Deadline.in(PROGRESS_POLL);
    PostgresException last;
    do {
      try {
        Connection connection = context.sessions().connect(ATTEMPT_TIMEOUT);
        LocalSessions.closeQuietly(connection);
        return;
      } catch (PostgresException e) {
        last = e;
      }
      if (!postmaster.isAlive()) {
        throw new PostgresException(
            "PostgreSQL ended while it started: " + logTail(),
            "see " + context.config().logFile(),
            last);
      }
      if (nextLook.passed()) {
        nextLook = Deadline.in(PROGRESS_POLL);
        requireProgress(progress, last);
      }
    } while (deadline.pause(START_POLL));
    throw new PostgresException(
        "PostgreSQL still does not accept connections after " + bound.toMillis() + " ms",
        "it may be recovering: see " + context.config().logFile() + "; it was left running",
        last);
  }

  private void requireProgress(RecoveryProgress progress, PostgresException last)
      throws PostgresException {
    if (progress.isStalled(System.nanoTime())) {
      throw new PostgresException(
          "PostgreSQL's recovery has not advanced for "
              + RecoveryProgress.STALLED_AFTER.toSeconds()
              + " s",
          "look at its disk and "
              + context.config().logFile()
              + "; it was left running, and another node may go on",
          last);
    }
  }

  Optional<Postmaster> adopt() throws PostgresException {
    return processes.postmaster();
  }

  Postmaster require() throws PostgresException {
    return adopt()
        .orElseThrow(() ->
            new PostgresException(
                "PostgreSQL does not run in " + context.config().dataDirectory(),
                "start it first"));
  }

  /** Makes the server read its files again; that it has is for the caller to prove. */
  void reload() throws PostgresException, InterruptedException {
    removeOverrides();
    hangUp();
  }

  void hangUp() throws PostgresException {
    ServerProcesses.send(require(), Signal.SIGHUP);
  }

  /** Somebody's {@code ALTER SYSTEM} would win over our files. */
  private void removeOverrides() throws PostgresException, InterruptedException {
    try {
      for (String name : AutoConf.in(context.config().dataDirectory()).ownedSettings()) {
        context
            .sessions()
            .with(
                ATTEMPT_TIMEOUT,
                connection -> {
                  LocalSessions.execute(connection, "ALTER SYSTEM RESET " + name);
                  return null;
                });
      }
    } catch (IOException e) {
      throw context.directory().failed("read postgresql.auto.conf of", e);
    }
  }

  /**
   * Ends all sessions and the server with a checkpoint.
   *
   * @param spared the processes of WAL senders that are given all the time they take
   * @throws OutcomeUnknownException if it still runs after the bound; it goes on stopping
   */
  void stopFast(Set<Long> spared, Duration bound) throws PostgresException, InterruptedException {
    Optional<Postmaster> running = adopt();
    if (running.isPresent()) {
      ClientTitles titles = new ClientTitles(running.get(), context.config().node());
      new FastStop(running.get(), titles, spared).stop(bound);
    }
    context.sessions().close();
  }

  /**
   * Kills the postmaster first, then every process of the instance, until none is left.
   *
   * @throws OutcomeUnknownException if some cannot be killed within the bound: not fenced
   */
  void killAll(Duration bound) throws PostgresException {
    processes.killAll(bound);
    context.sessions().close();
  }

  private String logTail() {
    try (var log = Files.newByteChannel(context.config().logFile())) {
      log.position(Math.max(0, log.size() - LOG_TAIL_BYTES));
      var bytes = ByteBuffer.allocate(LOG_TAIL_BYTES);
      while (log.read(bytes) > 0) {
        // Read to the end, or until the buffer is full.
      }
      String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
      List<String> lines = text.lines().toList();
      return String.join(" | ", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
    } catch (IOException e) {
      return "its log cannot be read: " + e;
    }
  }
}
