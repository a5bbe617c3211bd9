package io.saksi.agent.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Real processes for tests; whatever was started here is ended at the close. */
public final class RealProcesses implements AutoCloseable {
  /** Long enough for a machine shared with other work; a test that needs it has failed. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Long> started = new ArrayList<>();

  /** Starts a shell command in a directory; its first line of output is a pid, when it asks so. */
  public Process shell(Path directory, String command) throws IOException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(directory.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(process.pid());
    return process;
  }

  /** Runs a command that prints a pid first; the process of that pid is ended at the close too. */
  public long pidPrintedBy(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    long pid = Long.parseLong(out.readLine().strip());
    started.add(pid);
    return pid;
  }

  /** A postmaster pid file as PostgreSQL writes its first lines. */
  public static void writePidFile(Path dataDirectory, long pid) throws IOException {
    Files.writeString(dataDirectory.resolve("postmaster.pid"), pid + "\n" + dataDirectory + "\n");
  }

  public static boolean lives(long pid) {
    return ProcessTable.find(pid).filter(process -> !process.isDead()).isPresent();
  }

  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
  }

  @Override
  public void close() {
    for (long pid : started) {
      List<ProcessInfo> family = new ArrayList<>(ProcessTable.descendants(pid));
      ProcessTable.find(pid).ifPresent(family::addFirst);
      for (ProcessInfo process : family) {
        Signals.send(process.pid(), Signal.SIGKILL);
      }
    }
  }
}
