package io.saksi.agent.postgres;

import io.saksi.agent.os.KillResult;
import io.saksi.agent.os.OsException;
import io.saksi.agent.os.PidFd;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.Processes;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The instance's processes: found, watched, signalled, ended. */
final class ServerProcesses {
  private final Path dataDirectory;
  private Optional<Postmaster> watched = Optional.empty();

  ServerProcesses(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /** The live postmaster of this data directory; watched once, however often it is asked for. */
  synchronized Optional<Postmaster> postmaster() throws PostgresException {
    try {
      Optional<Long> pid = Processes.postmaster(dataDirectory).map(ProcessInfo::pid);
      if (pid.isPresent()) {
        return Optional.of(watch(pid.get()));
      }
      // Until it has written its pid file, only we know a postmaster that we started.
      return watched.filter(Postmaster::isAlive);
    } catch (OsException e) {
      throw failed(e);
    }
  }

  synchronized Postmaster watch(long pid) throws PostgresException {
    if (watched.isEmpty() || watched.get().pid() != pid || !watched.get().isAlive()) {
      watched = Optional.of(new Postmaster(pid, exitOf(pid)));
    }
    return watched.get();
  }

  private static CompletableFuture<Void> exitOf(long pid) throws PostgresException {
    try {
      Optional<PidFd> hold = PidFd.open(pid);
      if (hold.isEmpty()) {
        return CompletableFuture.completedFuture(null);
      }
      return hold.get().onExit().whenComplete((ended, failure) -> hold.get().close());
    } catch (OsException e) {
      throw failed(e);
    }
  }

  static void send(Postmaster postmaster, Signal signal) throws PostgresException {
    try {
      if (!postmaster.isAlive() || !Signals.send(postmaster.pid(), signal)) {
        throw new PostgresException("the postmaster has ended", "start PostgreSQL again");
      }
    } catch (OsException e) {
      throw failed(e);
    }
  }

  static boolean exitsWithin(Postmaster postmaster, Duration bound)
      throws PostgresException, InterruptedException {
    try {
      postmaster.exit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new OutcomeUnknownException("the postmaster cannot be watched", "stop it again", e);
    }
  }

  void killAll(Duration bound) throws PostgresException {
    try {
      if (Processes.killAll(dataDirectory, bound) instanceof KillResult.StillAlive alive) {
        throw new OutcomeUnknownException(
            "processes of PostgreSQL live on after " + bound.toMillis() + " ms: " + alive,
            "this node is not fenced: power it off");
      }
    } catch (OsException e) {
      throw failed(e);
    }
  }

  private static PostgresException failed(OsException e) {
    return new PostgresException(
        "the operating system refuses: " + e.getMessage(), "run as PostgreSQL's own user", e);
  }
}
