package io.saksi.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.view.NodeFacts.Commit;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CommitJudgeTest {
  private static final Duration STEP = Duration.ofMillis(250);
  private static final Duration HUNG_AFTER = Duration.ofSeconds(10);

  private final CommitJudge judge = new CommitJudge(HUNG_AFTER);
  private long commits;
  private long answers;
  private long confirmed;
  private long flushed;
  private long knocks;
  private long flushes;
  private boolean full;
  private boolean readOnly;
  private boolean noSlots;

  private Commit step(Duration step) {
    return judge.judge(
        new CommitJudge.Seen(
            commits, answers, confirmed, flushed, knocks, flushes, full, readOnly, noSlots),
        step,
        true);
  }

  private Commit pass(Duration time, Runnable each) {
    Commit last = Commit.UNKNOWN;
    for (Duration past = Duration.ZERO; past.compareTo(time) < 0; past = past.plus(STEP)) {
      each.run();
      last = step(STEP);
    }
    return last;
  }

  private void all() {
    commits++;
    confirmed++;
    knocks++;
    flushes++;
  }

  @Test
  void whatWorksWorks() {
    assertThat(pass(Duration.ofMinutes(1), this::all)).isEqualTo(Commit.WORKS);
  }

  @Test
  void aServerThatFinishesNothingIsHungAfterTheBoundAndNotBefore() {
    pass(Duration.ofSeconds(5), this::all);
    Runnable onlyTheDisk = () -> flushes++;
    assertThat(pass(Duration.ofMillis(9_750), onlyTheDisk)).isNotEqualTo(Commit.HUNG);
    assertThat(pass(STEP, onlyTheDisk)).isEqualTo(Commit.HUNG);
  }

  @Test
  void whereTheDiskDoesNotComeBackEitherItIsTheDisk() {
    pass(Duration.ofSeconds(5), this::all);
    assertThat(pass(HUNG_AFTER, () -> {})).isEqualTo(Commit.FSYNC_STALLED);
  }

  @Test
  void aStalledProbeOfTheDiskAloneIsNoReasonWhileCommitsGetThrough() {
    assertThat(
            pass(
                Duration.ofMinutes(5),
                () -> {
                  commits++;
                  confirmed++;
                  knocks++;
                }))
        .isEqualTo(Commit.WORKS);
  }

  @Test
  void oneSlowCommitBeginsTheCountAnew() {
    for (int i = 0; i < 20; i++) {
      commits++;
      knocks++;
      assertThat(pass(Duration.ofMillis(9_750), () -> {}))
          .isNotIn(Commit.HUNG, Commit.FSYNC_STALLED);
    }
  }

  @Test
  void walThatAnybodyFlushesIsALifeSign() {
    Runnable others =
        () -> {
          flushed += 100;
          knocks++;
        };
    assertThat(pass(Duration.ofMinutes(5), others)).isEqualTo(Commit.REPLICATION_STALLED);
  }

  @Test
  void anErrorIsAnAnswer() {
    Runnable starting =
        () -> {
          answers++;
          knocks++;
        };
    assertThat(pass(Duration.ofMinutes(1), starting)).isEqualTo(Commit.REPLICATION_STALLED);
  }

  @Test
  void aSuspendedMachineIsNotTakenForAHungServer() {
    pass(Duration.ofSeconds(5), this::all);
    assertThat(step(Duration.ofHours(8))).isEqualTo(Commit.WORKS);
    assertThat(pass(Duration.ofSeconds(5), () -> flushes++)).isNotEqualTo(Commit.HUNG);
  }

  @Test
  void commitsThatOnlyWaitForStandbysAreTold() {
    Runnable local =
        () -> {
          commits++;
          knocks++;
          flushes++;
        };
    assertThat(pass(Duration.ofSeconds(3), local)).isEqualTo(Commit.REPLICATION_STALLED);
    assertThat(pass(Duration.ofMinutes(5), local)).isEqualTo(Commit.REPLICATION_STALLED);
  }

  @Test
  void aPostmasterThatLetsNobodyInIsHungThoughItsSessionsLive() {
    Runnable sessions =
        () -> {
          commits++;
          confirmed++;
          flushes++;
        };
    assertThat(pass(Duration.ofSeconds(29), sessions)).isEqualTo(Commit.WORKS);
    assertThat(pass(Duration.ofSeconds(2), sessions)).isEqualTo(Commit.HUNG);
  }

  @Test
  void aFullDiskCountsWhenItStaysFull() {
    full = true;
    assertThat(pass(Duration.ofMillis(2_750), this::all)).isEqualTo(Commit.WORKS);
    assertThat(pass(STEP, this::all)).isEqualTo(Commit.DISK_FULL);
    full = false;
    assertThat(pass(STEP, this::all)).isEqualTo(Commit.WORKS);
    readOnly = true;
    assertThat(pass(Duration.ofSeconds(3), this::all)).isEqualTo(Commit.READ_ONLY);
  }

  @Test
  void aStandbyIsJudgedByItsDiskAlone() {
    full = true;
    Commit last = Commit.UNKNOWN;
    for (int i = 0; i < 100; i++) {
      last =
          judge.judge(
              new CommitJudge.Seen(0, 0, 0, 0, 0, 0, i < 50 ? full : false, false, false),
              STEP,
              false);
      if (i == 49) {
        assertThat(last).isEqualTo(Commit.DISK_FULL);
      }
    }
    assertThat(last).isEqualTo(Commit.WORKS);
  }

  @Test
  void noFreeSlotsIsSaidAsSuch() {
    noSlots = true;
    answers++;
    assertThat(
            pass(
                Duration.ofMinutes(1),
                () -> {
                  answers++;
                  knocks++;
                }))
        .isEqualTo(Commit.NO_SLOTS);
  }
}
