package io.saksi.agent.guard;

import io.saksi.agent.os.ControlGroup;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import io.saksi.core.model.Moment;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one agent running: starts it, starts it again when it dies, ends what it left behind. On
 * one thread; only {@link #stop} comes from another.
 */
final class Supervisor {
  /** The agent stopped on purpose: it is not started again. */
  static final int STOPPED = 0;

  /** EX_CONFIG of sysexits.h: starting it again would not help, an operator must act first. */
  static final int CONFIGURATION_ERROR = 78;

  /** An agent told to stop closes its gate, and has this long; then it is killed. */
  static final Duration STOPS_WITHIN = Duration.ofSeconds(60);

  private static final int CANNOT_START = 71; // EX_OSERR

  /**
   * An agent that ran this long was configured well: where one later says that it cannot start, a
   * full disk or a machine that is too busy is more likely, and passes.
   */
  private static final Duration PROVEN = Duration.ofSeconds(10);

  private static final File NOTHING = new File("/dev/null");

  private final List<String> agentCommand;
  private final Optional<Path> dataDirectory;
  private final Optional<ControlGroup> group;
  private final GuardFile file;
  private final Orphans orphans;
  private final Reaper reaper;
  private final GuardLog log;
  private final Backoff backoff = new Backoff();
  private Process agent;
  private volatile boolean stopRequested;

  Supervisor(
      GuardArguments arguments,
      Optional<ControlGroup> group,
      GuardFile file,
      Orphans orphans,
      Reaper reaper,
      GuardLog log) {
    this.agentCommand = arguments.agentCommand();
    this.dataDirectory = arguments.dataDirectory();
    this.group = group;
    this.file = file;
    this.orphans = orphans;
    this.reaper = reaper;
    this.log = log;
  }

  /**
   * Ends the agent, and lets {@link #run} return. Blocks until it has ended, for {@link
   * #STOPS_WITHIN} at most; then it is killed.
   */
  void stop() throws InterruptedException {
    Process last;
    synchronized (this) {
      stopRequested = true;
      last = agent;
      notifyAll();
    }
    if (last != null) {
      last.destroy(); // SIGTERM
      if (!last.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        log.say("the agent did not stop within " + STOPS_WITHIN.toSeconds() + " s: killed");
        last.destroyForcibly();
      }
    }
  }

  /**
   * Blocks until the agent has stopped for good.
   *
   * @return its exit status
   * @throws IOException where it could not be started the first time
   */
  int run() throws IOException, InterruptedException {
    boolean ranBefore = livesOfAFormerGuard();
    endAllOf(orphans.endThoseOfAFormerGuard(file));
    boolean first = true;
    int status = STOPPED;
    while (!stopRequested) {
      long started = System.nanoTime();
      Pulse pulse = new Pulse(beat());
      status = runAgent(first, pulse);
      first = false;
      Duration run = Duration.ofNanos(System.nanoTime() - started);
      log.say("the agent ended with status " + status + " after " + run.toMillis() + " ms");
      endAllOf(orphans.end());
      ranBefore |= pulse.alive().compareTo(PROVEN) >= 0;
      if (status == STOPPED || (status == CONFIGURATION_ERROR && !ranBefore)) {
        break;
      }
      pause(backoff.afterRunOf(run));
    }
    return status;
  }

  /** This guard is the next version of one, or takes over from one that was killed. */
  private boolean livesOfAFormerGuard() {
    return ProcessTable.find(file.agentPid())
        .filter(agent -> file.isTheAgent(agent) && !agent.isDead())
        .isPresent();
  }

  private int runAgent(boolean first, Pulse pulse) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(agentCommand).inheritIO();
    builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING));
    orphans.mark(builder.environment());
    GuardedData.tell(builder.environment(), dataDirectory);
    group.ifPresent(
        g -> builder.environment().put(ControlGroup.VARIABLE, g.directory().toString()));
    try {
      Process started = startUnlessStopped(builder);
      return started == null ? STOPPED : watch(started, pulse);
    } catch (IOException e) {
      if (first) {
        throw e;
      }
      log.say("cannot start the agent: " + e.getMessage()); // in the middle of an upgrade, say
      return CANNOT_START;
    }
  }

  /** One that hangs, or was stopped, is killed: it would never be back. */
  private int watch(Process started, Pulse pulse) throws InterruptedException {
    while (!started.waitFor(Pulse.BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
      // After the word to stop its loop is not bound to beat; stop() has a bound of its own.
      if (!stopRequested && pulse.hasStopped(beat())) {
        log.say("the agent's event loop shows no life: it is killed, and started again");
        started.destroyForcibly();
        return started.waitFor();
      }
    }
    return started.exitValue();
  }

  private long beat() {
    return file.agentHeartbeat().map(Moment::nanos).orElse(0L);
  }

  private synchronized Process startUnlessStopped(ProcessBuilder builder) throws IOException {
    if (stopRequested) {
      return null;
    }
    agent = reaper.startChild(builder);
    ProcessTable.find(agent.pid()).ifPresent(file::agentIs);
    log.say("the agent runs as process " + agent.pid());
    return agent;
  }

  /**
   * No agent may start beside the writers of a former one: no bound on the wait makes it safe.
   * After the word to stop, none is started anyway.
   */
  private void endAllOf(List<ProcessInfo> left) {
    List<ProcessInfo> alive = left;
    while (!alive.isEmpty() && !stopRequested) {
      log.say("no agent is started while these of a former one live: " + alive);
      alive = orphans.end();
    }
  }

  private synchronized void pause(Duration pause) throws InterruptedException {
    long end = System.nanoTime() + pause.toNanos();
    for (long left = pause.toNanos(); left > 0 && !stopRequested; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }
}
