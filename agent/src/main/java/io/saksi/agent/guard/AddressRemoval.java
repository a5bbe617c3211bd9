package io.saksi.agent.guard;

import io.saksi.agent.os.HostAddresses;
import io.saksi.agent.os.OsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Takes addresses off by the kernel, or by the operator's command. Used by one thread. */
final class AddressRemoval {
  /** For all commands of one attempt together: they run at the same time. */
  private static final Duration COMMAND_BOUND = Duration.ofSeconds(60);

  private final Starter starter;
  private final GuardLog log;
  private final Set<Long> running = ConcurrentHashMap.newKeySet();

  /** Starts a program whose exit status is wanted. */
  interface Starter {
    Process start(ProcessBuilder builder) throws IOException;
  }

  private record Run(HeldAddresses.Entry entry, Process process) {}

  AddressRemoval(Starter starter, GuardLog log) {
    this.starter = starter;
    this.log = log;
  }

  /** Whether this is a command at work, which is nobody's to end; safe for any thread. */
  boolean isRunning(long pid) {
    return running.contains(pid);
  }

  /**
   * One attempt. The kernel's change may wait for another one there, a command for a minute.
   *
   * @return what may still be there
   */
  List<HeldAddresses.Entry> remove(List<HeldAddresses.Entry> entries) {
    List<HeldAddresses.Entry> left = new ArrayList<>();
    List<Run> runs = new ArrayList<>();
    for (HeldAddresses.Entry entry : entries) {
      try {
        if (entry.command().isPresent()) {
          runs.add(start(entry, entry.command().get()));
        } else if (HostAddresses.remove(entry.interfaceIndex(), entry.address(), entry.prefix())) {
          log.say("took off " + entry.address().getHostAddress());
        }
      } catch (OsException | IOException e) {
        log.say("cannot take off " + entry + ": " + e.getMessage());
        left.add(entry);
      }
    }
    long end = System.nanoTime() + COMMAND_BOUND.toNanos();
    runs.stream().filter(run -> !succeeds(run, end)).map(Run::entry).forEach(left::add);
    return left;
  }

  private Run start(HeldAddresses.Entry entry, Path command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command.toString(), "del");
    builder
        .environment()
        .putAll(HeldAddresses.environment(entry.address(), entry.prefix(), entry.interfaceName()));
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectErrorStream(true);
    Process process = starter.start(builder);
    running.add(process.pid());
    return new Run(entry, process);
  }

  private boolean succeeds(Run run, long end) {
    Process process = run.process();
    try {
      boolean ended = process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (!ended) {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
      }
      Optional<Integer> status = ended ? Optional.of(process.exitValue()) : Optional.empty();
      log.say(
          "%s del for %s: %s"
              .formatted(
                  run.entry().command().orElseThrow(),
                  run.entry().address().getHostAddress(),
                  status.map(s -> "status " + s).orElse("no end in time, killed")));
      return status.equals(Optional.of(0));
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    } finally {
      running.remove(process.pid());
    }
  }
}
