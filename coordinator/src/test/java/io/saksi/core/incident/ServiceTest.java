package io.saksi.core.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceTest {
  private static final Epoch FIRST = new Epoch(1);
  private static final Branch BRANCH = new Branch(1, FIRST);
  private static final Branch NEXT = new Branch(2, new Epoch(3));

  private Optional<Service> service = Optional.empty();

  private void renewed(Epoch epoch, Branch branch, long end, long second, String clock) {
    Stamp at =
        new Stamp(
            Instant.ofEpochSecond(second), new Moment(Duration.ofSeconds(second).toNanos()), clock);
    Position reached = new Position(branch, new Lsn(end));
    service =
        Optional.of(
            Service.renewed(service, epoch, Duration.ofSeconds(3), at, Optional.of(reached)));
  }

  private Optional<Duration> since(Branch branch, long reached) {
    return service.orElseThrow().since(branch, new Lsn(reached));
  }

  @Test
  void aReignThatWentOnInPlaceCountsWithTheOneBefore() {
    renewed(FIRST, BRANCH, 10, 1, "a");
    renewed(new Epoch(2), BRANCH, 20, 5, "a");
    renewed(new Epoch(2), BRANCH, 30, 7, "a");
    assertThat(since(BRANCH, 15)).contains(Duration.ofSeconds(6));
    assertThat(since(BRANCH, 29)).contains(Duration.ofSeconds(2));
    assertThat(since(BRANCH, 9)).as("not remembered").isEmpty();
  }

  @Test
  void aChangeOfTheRaftLeaderMakesItNoMoreThanLessExact() {
    renewed(FIRST, BRANCH, 10, 1, "a");
    renewed(FIRST, BRANCH, 20, 3, "b");
    assertThat(since(BRANCH, 15)).contains(Duration.ofSeconds(2));
  }

  @Test
  void aLeaderWhoseClockLiesBehindIsBelievedAtOnce() {
    renewed(FIRST, BRANCH, 10, 1_000, "a");
    renewed(FIRST, BRANCH, 20, 3, "b");
    renewed(FIRST, BRANCH, 30, 5, "b");
    assertThat(since(BRANCH, 25)).contains(Duration.ofSeconds(2));
  }

  @Test
  void aNewBranchIsRememberedFromItsFirstRenewal() {
    renewed(FIRST, BRANCH, 10, 1, "a");
    renewed(new Epoch(3), NEXT, 20, 1, "a");
    renewed(new Epoch(3), NEXT, 30, 4, "a");
    assertThat(since(NEXT, 25)).contains(Duration.ofSeconds(3));
  }

  @Test
  void whatAnotherBranchHadSaysNothing() {
    renewed(FIRST, BRANCH, 10, 1, "a");
    renewed(new Epoch(3), NEXT, 20, 5, "a");
    assertThat(since(NEXT, 15)).isEmpty();
    assertThat(since(BRANCH, 15)).contains(Duration.ofSeconds(4));
  }
}
