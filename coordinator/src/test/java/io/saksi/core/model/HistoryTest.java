package io.saksi.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Timeline 1 opened; 2 left it at 100 and never opened; 3 left it at 120 and opened. */
class HistoryTest {
  private static final Branch ONE = new Branch(1, new Epoch(1));
  private static final Branch TWO = new Branch(2, new Epoch(2));
  private static final Branch THREE = new Branch(3, new Epoch(3));
  private static final History FOUNDED =
      History.EMPTY.allot(ONE, 0, Lsn.ZERO).opened(ONE, Optional.empty());
  private static final History TRIED = FOUNDED.allot(TWO, 1, new Lsn(100));
  private static final History MOVED =
      TRIED.allot(THREE, 1, new Lsn(120)).opened(THREE, Optional.of(new Lsn(120)));

  private static Position at(Branch branch, long lsn) {
    return new Position(branch, new Lsn(lsn));
  }

  @Test
  void onTheCurrentBranchAPositionCoversItself() {
    assertThat(TRIED.covers(at(ONE, 500))).contains(new Lsn(500));
  }

  @Test
  void anAttemptThatNeverOpenedCoversWhatWasElected() {
    assertThat(TRIED.covers(at(TWO, 700))).contains(new Lsn(100));
    assertThat(TRIED.neverOpened(2)).isTrue();
    assertThat(TRIED.neverOpened(1)).isFalse();
  }

  @Test
  void anAttemptUponAnAttemptCoversWhatTheFirstOneLeftAt() {
    Branch upon = new Branch(3, new Epoch(3));
    History history = TRIED.allot(upon, 2, new Lsn(150));
    assertThat(history.covers(at(upon, 900))).contains(new Lsn(100));
    assertThat(history.neverOpened(3)).isTrue();
  }

  @Test
  void aSupersededBranchCoversNothing() {
    assertThat(MOVED.covers(at(TWO, 110))).isEmpty();
    assertThat(MOVED.neverOpened(2)).isFalse();
  }

  @Test
  void anAncestorCoversOnlyUpToTheFork() {
    assertThat(MOVED.covers(at(ONE, 120))).contains(new Lsn(120));
    assertThat(MOVED.covers(at(ONE, 121))).isEmpty();
  }

  @Test
  void anEqualTimelineNumberOfAnotherEpochIsAnotherBranch() {
    Position foreign = at(new Branch(1, new Epoch(9)), 50);
    assertThat(TRIED.covers(foreign)).isEmpty();
    assertThat(TRIED.follows(foreign, 2)).isFalse();
  }

  @Test
  void whoIsBeyondTheForkCannotFollow() {
    assertThat(MOVED.follows(at(ONE, 120), 3)).isTrue();
    assertThat(MOVED.follows(at(ONE, 121), 3)).isFalse();
    assertThat(MOVED.follows(at(TWO, 10), 3)).isFalse();
    assertThat(MOVED.follows(at(THREE, 900), 3)).isTrue();
    assertThat(MOVED.follows(at(ONE, 1), 9)).isFalse();
  }

  @Test
  void theWayLeavesATimelineWhereItForks() {
    assertThat(MOVED.leaves(1, 3)).contains(new Lsn(120));
    assertThat(MOVED.leaves(2, 3)).isEmpty();
    assertThat(MOVED.leaves(3, 3)).contains(new Lsn(-1));
    assertThat(MOVED.leaves(9, 9)).isEmpty();
  }

  @Test
  void aTimelineNumberIsNeverAllottedTwice() {
    assertThat(MOVED.nextTimeline()).isEqualTo(4);
    assertThat(History.EMPTY.nextTimeline()).isEqualTo(1);
  }

  @Test
  void theForkThatThePrimaryReportsReplacesTheElectedPosition() {
    History exact = TRIED.allot(THREE, 1, new Lsn(120)).opened(THREE, Optional.of(new Lsn(117)));
    assertThat(exact.covers(at(ONE, 118))).isEmpty();
  }

  @Test
  void aForkThatThePrimaryReportedStaysExactWhenItStartsAgainInPlace() {
    assertThat(FOUNDED.forks().get(1).exact()).isFalse();
    assertThat(MOVED.forks().get(3).exact()).isTrue();
    assertThat(MOVED.opened(THREE, Optional.empty())).isEqualTo(MOVED);
  }
}
