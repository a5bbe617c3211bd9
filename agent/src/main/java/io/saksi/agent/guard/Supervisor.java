package io.saksi.agent.guard;

import io.saksi.agent.os.OwnProcess;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one agent running: starts it, starts it again when it dies, ends what it left behind, reaps
 * the dead. On one thread; only {@link #requestStop} may come from another.
 */
final class Supervisor {
  /** The agent stopped on purpose: it is not started again. */
  static final int STOPPED = 0;

  /** EX_CONFIG of sysexits.h: starting it again would not help, an operator must act first. */
  static final int CONFIGURATION_ERROR = 78;

  /** An agent told to stop closes its gate, and has this long; then it is killed. */
  static final Duration STOPS_WITHIN = Duration.ofSeconds(60);

  private static final File NOTHING = new File("/dev/null");
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final List<String> agentCommand;
  private final GuardFile file;
  private final Orphans orphans;
  private final GuardLog log;
  private final Backoff backoff = new Backoff();
  private volatile boolean stopRequested;

  Supervisor(List<String> agentCommand, GuardFile file, Orphans orphans, GuardLog log) {
    this.agentCommand = List.copyOf(agentCommand);
    this.file = file;
    this.orphans = orphans;
    this.log = log;
  }

  void requestStop() {
    stopRequested = true;
  }

  /**
   * Blocks until the agent has stopped for good.
   *
   * @return its exit status
   * @throws IOException where it could not be started the first time
   */
  int run() throws IOException, InterruptedException {
    endAllOf(orphans.endThoseOfAFormerGuard(file));
    boolean first = true;
    int status = STOPPED;
    while (!stopRequested) {
      long started = System.nanoTime();
      status = start(first);
      first = false;
      Duration run = Duration.ofNanos(System.nanoTime() - started);
      log.say("the agent ended with status " + status + " after " + run.toMillis() + " ms");
      endAllOf(orphans.end());
      if (status == STOPPED || status == CONFIGURATION_ERROR) {
        break;
      }
      pause(backoff.afterRunOf(run));
    }
    return status;
  }

  private int start(boolean first) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(agentCommand).inheritIO();
    builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING));
    orphans.mark(builder.environment());
    try {
      Process agent = builder.start();
      ProcessTable.find(agent.pid()).ifPresent(file::agentIs);
      log.say("the agent runs as process " + agent.pid());
      return statusOf(agent);
    } catch (IOException e) {
      if (first) {
        throw e;
      }
      log.say("cannot start the agent: " + e.getMessage()); // in the middle of an upgrade, say
      return 1;
    }
  }

  private int statusOf(Process agent) throws InterruptedException {
    boolean told = false;
    long killAt = 0;
    while (!agent.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
      reapOrphans(agent.pid());
      if (stopRequested && !told) {
        told = true;
        killAt = System.nanoTime() + STOPS_WITHIN.toNanos();
        agent.destroy(); // SIGTERM
      }
      if (told && System.nanoTime() - killAt > 0) {
        log.say("the agent did not stop within " + STOPS_WITHIN.toSeconds() + " s: killed");
        agent.destroyForcibly();
      }
    }
    return agent.exitValue();
  }

  /**
   * No agent may start beside the writers of a former one: there is no bound that makes it safe.
   */
  private void endAllOf(List<ProcessInfo> left) throws InterruptedException {
    List<ProcessInfo> alive = left;
    while (!alive.isEmpty() && !stopRequested) {
      log.say("no agent is started while these of a former one live: " + alive);
      alive = orphans.end();
    }
    reapOrphans(0);
  }

  private void pause(Duration pause) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    while (!stopRequested && System.nanoTime() - end < 0) {
      TimeUnit.NANOSECONDS.sleep(Math.min(LOOK_EVERY.toNanos(), end - System.nanoTime()));
      reapOrphans(0);
    }
  }

  /** A zombie postmaster would keep its successor from starting. The JDK reaps the agent. */
  private static void reapOrphans(long agent) {
    OptionalLong dead = OwnProcess.deadChild();
    while (dead.isPresent() && dead.getAsLong() != agent && OwnProcess.reap(dead.getAsLong())) {
      dead = OwnProcess.deadChild();
    }
  }
}
