package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Signals to the server's processes, and their ends. */
final class ServerSignals {
  static final int HANGUP = 1;
  static final int INTERRUPT = 2;

  private ServerSignals() {}

  static void send(Postmaster postmaster, int signal) throws PostgresException {
    try {
      new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(postmaster.pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new PostgresException("cannot signal the postmaster: " + e, "see that it runs", e);
    }
  }

  static CompletableFuture<Void> exitOf(ProcessHandle process) {
    return process.onExit().thenAccept(p -> {});
  }

  static void awaitExit(Postmaster postmaster, Duration bound)
      throws PostgresException, InterruptedException {
    try {
      postmaster.exit().get(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new OutcomeUnknownException(
          "PostgreSQL has not stopped within " + bound.toMillis() + " ms",
          "wait for it, or kill every process of the instance",
          e);
    } catch (ExecutionException e) {
      throw new OutcomeUnknownException("the postmaster is not watched", "stop it again", e);
    }
  }

  static void killAll(Path dataDirectory, Duration bound)
      throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    while (deadline.pause(Duration.ofMillis(1))) {
      if (new ServerProcesses(dataDirectory).postmaster().isEmpty()) {
        return;
      }
    }
    throw new OutcomeUnknownException("not all are dead", "power the machine off");
  }
}
