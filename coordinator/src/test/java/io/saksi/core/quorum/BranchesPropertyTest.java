package io.saksi.core.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.SyncSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Positions on branches against timelines spelled out record by record. */
class BranchesPropertyTest {
  private static final int TREES = 5_000;
  private final SplittableRandom random = new SplittableRandom(20261122);

  @Test
  void aPositionFollowsABranchExactlyIfAllItsRecordsAreTheBranchs() {
    for (int i = 0; i < TREES; i++) {
      NaiveTree tree = NaiveTree.random(random);
      for (int timeline : tree.history().forks().keySet()) {
        int length = random.nextInt(1, NaiveTree.LENGTH + 1);
        for (int target : tree.history().forks().keySet()) {
          assertThat(tree.history().follows(tree.position(timeline, length), target))
              .as("%s:%s towards %s in %s", timeline, length, target, tree)
              .isEqualTo(tree.follows(timeline, length, target));
        }
      }
    }
  }

  @Test
  void onTheWayToTheCurrentBranchAPositionCoversItselfAndElsewhereNoMoreThanTheFork() {
    for (int i = 0; i < TREES; i++) {
      NaiveTree tree = NaiveTree.random(random);
      int current = tree.history().current();
      for (int timeline : tree.history().forks().keySet()) {
        int length = random.nextInt(1, NaiveTree.LENGTH + 1);
        Optional<Lsn> covers = tree.history().covers(tree.position(timeline, length));
        if (tree.follows(timeline, length, current)) {
          assertThat(covers).contains(new Lsn(length));
        } else {
          // Never more of the current history than the records that it shares with it.
          assertThat(covers.map(Lsn::value).orElse(0L))
              .as("%s:%s in %s", timeline, length, tree)
              .isLessThanOrEqualTo(shared(tree, timeline, current));
        }
      }
    }
  }

  private static long shared(NaiveTree tree, int timeline, int current) {
    long same = 0;
    while (same < NaiveTree.LENGTH
        && tree.writers()
            .get(timeline - 1)
            .get((int) same)
            .equals(tree.writers().get(current - 1).get((int) same))) {
      same++;
    }
    return same;
  }

  @Test
  void aTimelineOfAnotherEpochIsAnotherBranchWhateverItsNumber() {
    NodeId b = Elections.STANDBYS.getFirst();
    NodeId c = Elections.STANDBYS.get(1);
    for (int i = 0; i < TREES; i++) {
      NaiveTree tree = NaiveTree.random(random);
      int current = tree.history().current();
      Position far = new Position(new Branch(current, new Epoch(99)), new Lsn(NaiveTree.LENGTH));
      var state =
          Elections.with(
              List.of(SyncSet.any(2, List.of(b, c))),
              Map.of(b, far, c, tree.position(current, NaiveTree.LENGTH)),
              Optional.empty(),
              tree.history());
      assertThat(new Eligibility(state).of(b)).isFalse();
      assertThat(new Eligibility(state).of(c)).isTrue();
    }
  }
}
