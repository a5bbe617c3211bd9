package io.saksi.agent.guard;

import io.saksi.agent.os.ProcessInfo;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What agent and guard tell each other: one page of shared memory, in a file of the run directory,
 * which belongs on tmpfs. Every word has one writer, is aligned, and is written at once; what needs
 * several words is written aside first and then switched to by one word, so that a reader never
 * sees half, whenever the writer was stopped or killed. Nothing here blocks.
 */
public final class GuardFile {
  public static final String NAME = "guard.state";

  /** A guard whose last heartbeat is older is not there; it beats every {@link #LONGEST_LOOK}. */
  public static final Duration GUARD_IS_STALE_AFTER = Duration.ofSeconds(1);

  /**
   * The guard looks at this file at least so often, for the sake of its heartbeat: an order wakes
   * it at once.
   */
  public static final Duration LONGEST_LOOK = Duration.ofMillis(200);

  /**
   * It looks so often where its agent wakes nobody (an older version): an order may come when
   * almost all of its time is gone, and what is left may be no more than the kill is ahead of the
   * lease's end (decision 0003).
   */
  static final Duration UNTOLD_LOOK = Duration.ofMillis(50);

  /** The kernel's devices know less. */
  private static final Duration LONGEST_WATCHDOG = Duration.ofHours(24);

  /** No lease is longer: a deadline that lies farther ahead is none. */
  private static final Duration FARTHEST_DEADLINE = Duration.ofDays(3653);

  private static final int ATTEMPTS_AT_A_CONSISTENT_READ = 1_000;

  private final SharedWords words;

  private GuardFile(SharedWords words) {
    this.words = words;
  }

  /**
   * For the agent: the file that its guard made.
   *
   * @throws GuardFileException where there is none of this boot
   */
  public static GuardFile open(Path runDirectory) throws GuardFileException {
    return new GuardFile(SharedWords.open(runDirectory.resolve(NAME)));
  }

  /** For the guard, when there is no usable file: a new one with nothing armed. */
  static GuardFile create(Path runDirectory) throws GuardFileException {
    return new GuardFile(SharedWords.create(runDirectory.resolve(NAME)));
  }

  // The agent's side.

  /**
   * From now on the guard kills PostgreSQL at this deadline. Epoch and deadline replace the former
   * ones as one.
   */
  public void arm(Epoch epoch, Moment deadline) {
    if (epoch.equals(Epoch.NONE) || deadline.nanos() <= 0) {
      throw new IllegalArgumentException("no deadline of a reign: " + epoch + ", " + deadline);
    }
    order(epoch.number(), deadline.nanos());
  }

  /** Only after the gate is closed and verified, or PostgreSQL is dead. */
  public void disarm() {
    order(0, 0);
  }

  public void agentHeartbeat(Moment now) {
    words.set(Word.AGENT_WAKES, 1);
    words.set(Word.AGENT_HEARTBEAT, now.nanos());
  }

  /** The agent renews and opens only while this holds. */
  public boolean guardIsAlive(Moment now) {
    return isFresh(words.get(Word.GUARD_HEARTBEAT), now);
  }

  /** A beat may come between two looks at the clock; one from farther ahead is none. */
  private static boolean isFresh(long beat, Moment now) {
    long age = now.nanos() - beat;
    return beat != 0 && Math.abs(age) <= GUARD_IS_STALE_AFTER.toNanos();
  }

  /** Whether somebody stands by for the guard; as {@link #guardIsAlive}. */
  public boolean deputyIsAlive(Moment now) {
    return isFresh(words.get(Word.DEPUTY_HEARTBEAT), now);
  }

  /** Whether a hardware watchdog is armed, and was fed within its time. */
  public boolean watchdogIsArmed(Moment now) {
    long fed = words.get(Word.WATCHDOG_FED);
    long seconds = Math.clamp(words.get(Word.WATCHDOG_SECONDS), 0, LONGEST_WATCHDOG.toSeconds());
    long age = now.nanos() - fed;
    return fed != 0
        && age >= -GUARD_IS_STALE_AFTER.toNanos()
        && age <= Duration.ofSeconds(seconds).toNanos();
  }

  /** Whether the guard has begun to kill for an order, and has not verified the end yet. */
  public boolean guardIsKilling() {
    return words.get(Word.KILL_BEGUN) > words.get(Word.KILL_DONE);
  }

  // Both sides.

  /** What is in force; empty when disarmed, or when the kill for it is done. */
  public Optional<Armed> armed() {
    for (int i = 0; i < ATTEMPTS_AT_A_CONSISTENT_READ; i++) {
      long generation = words.get(Word.GENERATION);
      long epoch = words.get(Word.epoch(generation));
      long deadline = words.get(Word.deadline(generation));
      if (words.get(Word.GENERATION) == generation) {
        return deadline == 0 || isDone(generation)
            ? Optional.empty()
            : Optional.of(armed(epoch, deadline, generation));
      }
    }
    throw new IllegalStateException("somebody writes the guard's file without a pause");
  }

  /**
   * What nobody can have ordered is a deadline that is over, as {@link #armForWhatCannotBeRead}.
   */
  private static Armed armed(long epoch, long deadline, long generation) {
    boolean sound =
        epoch >= 0 && deadline > 0 && deadline <= Long.MAX_VALUE - FARTHEST_DEADLINE.toNanos();
    return sound
        ? new Armed(new Epoch(epoch), new Moment(deadline), generation)
        : new Armed(Epoch.NONE, new Moment(1), generation);
  }

  private boolean isDone(long generation) {
    return words.get(Word.KILL_DONE) >= generation
        || words.get(Word.DEPUTY_KILL_DONE) >= generation;
  }

  public long kills() {
    return words.get(Word.KILLS);
  }

  /** Kills of the deputy: each one stands for a guard that was not there in time. */
  public long deputyKills() {
    return words.get(Word.DEPUTY_KILLS);
  }

  public Optional<Kill> lastKill() {
    for (int i = 0; i < ATTEMPTS_AT_A_CONSISTENT_READ; i++) {
      long kills = words.get(Word.KILLS);
      if (kills == 0) {
        return Optional.empty();
      }
      Kill kill =
          new Kill(
              kills,
              new Epoch(Math.max(0, words.get(Word.killEpoch(kills)))),
              new Moment(words.get(Word.killStarted(kills))),
              new Moment(words.get(Word.killEnded(kills))));
      if (words.get(Word.KILLS) == kills) {
        return Optional.of(kill);
      }
    }
    throw new IllegalStateException("the guard kills without a pause");
  }

  /** When the agent last said that it lives; empty if it never did. */
  public Optional<Moment> agentHeartbeat() {
    long nanos = words.get(Word.AGENT_HEARTBEAT);
    return nanos == 0 ? Optional.empty() : Optional.of(new Moment(nanos));
  }

  public long guardPid() {
    return words.get(Word.GUARD_PID);
  }

  /** Who stands by for the guard; 0 if nobody ever did. */
  public long deputyPid() {
    return words.get(Word.DEPUTY_PID);
  }

  /** The agent that the guard started last, dead or alive; 0 if none. */
  public long agentPid() {
    return words.get(Word.AGENT_PID);
  }

  // The guard's side.

  /** How many orders there were. */
  long orders() {
    return words.get(Word.GENERATION);
  }

  /**
   * Blocks (a platform thread) until there is an order beyond those, for {@code bound} at most; it
   * may return before. An agent that dies between an order and its call is seen at the end of the
   * wait.
   */
  void awaitOrder(long known, Duration bound) {
    boolean told = words.get(Word.AGENT_WAKES) != 0;
    Duration longest = told || bound.compareTo(UNTOLD_LOOK) < 0 ? bound : UNTOLD_LOOK;
    if (longest.isPositive()) {
      words.awaitChange(Word.GENERATION, known, longest, UNTOLD_LOOK);
    }
  }

  void guardIs(long pid) {
    words.set(Word.GUARD_PID, pid);
  }

  /** The start time goes first: a pid with another's start time matches no process. */
  void agentIs(ProcessInfo agent) {
    words.set(Word.AGENT_PID, 0);
    words.set(Word.AGENT_WAKES, 0); // until this one says so: it may be of another version
    words.set(Word.AGENT_START, agent.startTicks());
    words.set(Word.AGENT_PID, agent.pid());
  }

  /** When the agent was started that {@link #agentIs} was told of last, in the kernel's ticks. */
  long agentStart() {
    return words.get(Word.AGENT_START);
  }

  /** Whether this process is the one that {@link #agentIs} was told of. */
  boolean isTheAgent(ProcessInfo process) {
    return process.pid() == words.get(Word.AGENT_PID)
        && process.startTicks() == words.get(Word.AGENT_START);
  }

  /** For the guard that has no agent: a deadline in place of the one in force. */
  void bringForward(Armed armed, Moment deadline) {
    order(armed.epoch().number(), deadline.nanos());
  }

  /** A deadline long over, of no known epoch. */
  void armForWhatCannotBeRead() {
    order(Epoch.NONE.number(), 1);
  }

  /** From the keeper of the watchdog alone. */
  void watchdogFed(Moment now, long timeoutSeconds) {
    words.set(Word.WATCHDOG_SECONDS, timeoutSeconds);
    words.set(Word.WATCHDOG_FED, now.nanos());
  }

  void watchdogReleased() {
    words.set(Word.WATCHDOG_FED, 0);
  }

  void guardStarts() {
    words.set(Word.STARTS, words.get(Word.STARTS) + 1);
  }

  long starts() {
    return words.get(Word.STARTS);
  }

  void askForUpgrade() {
    words.set(Word.UPGRADES, words.get(Word.UPGRADES) + 1);
  }

  long upgradesAskedFor() {
    return words.get(Word.UPGRADES);
  }

  void deputyIs(long pid) {
    words.set(Word.DEPUTY_PID, pid);
  }

  /** What the guard writes about its looks and kills. */
  WatchRecord guardRecord() {
    return new GuardRecord();
  }

  /** What its deputy writes: words of its own, for each has one writer. */
  WatchRecord deputyRecord() {
    return new DeputyRecord();
  }

  private final class GuardRecord implements WatchRecord {
    @Override
    public void beat(Moment now) {
      words.set(Word.GUARD_HEARTBEAT, now.nanos());
    }

    @Override
    public void killBegins(long generation) {
      words.set(Word.KILL_BEGUN, generation);
    }

    @Override
    public void killIsDone(Armed armed, Moment started, Moment ended) {
      GuardFile.this.killIsDone(armed, started, ended);
    }
  }

  private final class DeputyRecord implements WatchRecord {
    @Override
    public void beat(Moment now) {
      words.set(Word.DEPUTY_HEARTBEAT, now.nanos());
    }

    @Override
    public void killBegins(long generation) {
      // Only the guard's kill makes its agent wait.
    }

    @Override
    public void killIsDone(Armed armed, Moment started, Moment ended) {
      words.set(Word.DEPUTY_KILLS, words.get(Word.DEPUTY_KILLS) + 1);
      words.set(Word.DEPUTY_KILL_DONE, armed.generation());
    }
  }

  private void killIsDone(Armed armed, Moment started, Moment ended) {
    long kills = words.get(Word.KILLS) + 1;
    words.set(Word.killEpoch(kills), armed.epoch().number());
    words.set(Word.killStarted(kills), started.nanos());
    words.set(Word.killEnded(kills), ended.nanos());
    words.set(Word.KILLS, kills);
    words.set(Word.KILL_DONE, armed.generation());
  }

  private synchronized void order(long epoch, long deadline) {
    long next = words.get(Word.GENERATION) + 1;
    words.set(Word.epoch(next), epoch);
    words.set(Word.deadline(next), deadline);
    words.set(Word.AGENT_WAKES, 1);
    words.set(Word.GENERATION, next);
    words.wake(Word.GENERATION);
  }
}
