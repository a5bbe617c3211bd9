package io.saksi.agent.probe;

import io.saksi.core.view.NodeFacts.Commit;
import java.time.Duration;

/**
 * From what the probes saw to one verdict by layer. It has no clock: time is counted in the steps
 * in which it was asked, and a long step counts for {@link #LONGEST_STEP}. So a machine that was
 * suspended, or so loaded that this agent did not run either, is not taken for a PostgreSQL that
 * hangs.
 *
 * <p>Why a slow PostgreSQL is not failed over: a stall is counted only while <em>nothing</em> gets
 * through, neither a commit of the probe nor anybody's WAL. One commit, or one record flushed for
 * any session, and the count begins anew.
 */
final class CommitJudge {
  static final Duration LONGEST_STEP = Duration.ofMillis(500);

  /** A full disk may be emptied at once, by a checkpoint for example. */
  static final Duration FULL_FOR = Duration.ofSeconds(3);

  /** Said of the standbys only; no failover follows from it. */
  static final Duration REPLICATION_STALLED_AFTER = Duration.ofSeconds(3);

  /** Many who connect at once keep a healthy postmaster busy for a while. */
  static final int KNOCKS = 3;

  /**
   * What the probes have counted so far.
   *
   * @param commits that became durable here, of either probe
   * @param answers of any kind to a probe, errors too
   * @param confirmed commits of the probe that the standbys confirmed
   * @param flushed the end of WAL, as anybody saw it last
   * @param knocks that the postmaster answered
   * @param flushes of the probe's own file, on the WAL's volume
   */
  record Seen(
      long commits,
      long answers,
      long confirmed,
      long flushed,
      long knocks,
      long flushes,
      boolean full,
      boolean readOnly,
      boolean noSlots) {}

  private final Duration hungAfter;
  private Seen last = new Seen(0, 0, 0, 0, 0, 0, false, false, false);
  private Duration commitStall = Duration.ZERO;
  private Duration confirmStall = Duration.ZERO;
  private Duration knockStall = Duration.ZERO;
  private Duration flushStall = Duration.ZERO;
  private Duration fullFor = Duration.ZERO;
  private Duration readOnlyFor = Duration.ZERO;

  /**
   * @param hungAfter how long nothing has to get through
   */
  CommitJudge(Duration hungAfter) {
    this.hungAfter = hungAfter;
  }

  /** Another server, or another role: what stalled before says nothing of it. */
  void startAnew() {
    commitStall = Duration.ZERO;
    confirmStall = Duration.ZERO;
    knockStall = Duration.ZERO;
  }

  /**
   * @param since the last call
   */
  Commit judge(Seen now, Duration since, boolean isPrimary) {
    Duration step = since.compareTo(LONGEST_STEP) < 0 ? since : LONGEST_STEP;
    boolean alive =
        now.commits > last.commits || now.answers > last.answers || now.flushed != last.flushed;
    commitStall = next(commitStall, step, alive);
    confirmStall = next(confirmStall, step, now.confirmed > last.confirmed);
    knockStall = next(knockStall, step, now.knocks > last.knocks);
    flushStall = next(flushStall, step, now.flushes > last.flushes);
    fullFor = next(fullFor, step, !now.full);
    readOnlyFor = next(readOnlyFor, step, !now.readOnly);
    last = now;
    Commit disk = disk();
    return disk != Commit.WORKS || !isPrimary ? disk : primary(now);
  }

  private static Duration next(Duration stall, Duration step, boolean works) {
    return works ? Duration.ZERO : stall.plus(step);
  }

  private Commit disk() {
    if (lasts(readOnlyFor, FULL_FOR)) {
      return Commit.READ_ONLY;
    }
    return lasts(fullFor, FULL_FOR) ? Commit.DISK_FULL : Commit.WORKS;
  }

  private Commit primary(Seen now) {
    if (lasts(commitStall, hungAfter)) {
      return lasts(flushStall, hungAfter.dividedBy(2)) ? Commit.FSYNC_STALLED : Commit.HUNG;
    }
    if (now.noSlots) {
      return Commit.NO_SLOTS;
    }
    if (lasts(knockStall, hungAfter.multipliedBy(KNOCKS))) {
      return Commit.HUNG;
    }
    return lasts(confirmStall, REPLICATION_STALLED_AFTER)
        ? Commit.REPLICATION_STALLED
        : Commit.WORKS;
  }

  private static boolean lasts(Duration stall, Duration bound) {
    return stall.compareTo(bound) >= 0;
  }
}
