package io.saksi.core.quorum;

import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Timelines as the records they consist of: a record is named after the timeline that wrote it, and
 * a timeline holds its parent's up to the fork. No comparing of numbers along a path.
 *
 * @param writers for each timeline (from 1) who wrote each record of it, as far as it is looked at
 */
record NaiveTree(History history, List<List<Integer>> writers) {
  static final int LENGTH = 12;

  /** Some timelines, each leaving an earlier one, and one of them current. */
  static NaiveTree random(SplittableRandom random) {
    int count = random.nextInt(1, 6);
    History history = History.EMPTY;
    List<List<Integer>> writers = new ArrayList<>();
    for (int timeline = 1; timeline <= count; timeline++) {
      int parent = timeline == 1 ? 0 : random.nextInt(1, timeline);
      int least = parent == 0 ? 0 : firstOf(writers.get(parent - 1), parent);
      int at = parent == 0 ? 0 : random.nextInt(least, least + 2);
      history = history.allot(Elections.branch(timeline, timeline), parent, new Lsn(at));
      List<Integer> own = new ArrayList<>();
      for (int record = 1; record <= LENGTH; record++) {
        own.add(record <= at ? writers.get(parent - 1).get(record - 1) : Integer.valueOf(timeline));
      }
      writers.add(own);
    }
    int current = random.nextInt(1, count + 1);
    return new NaiveTree(new History(history.forks(), current), writers);
  }

  /** The length at which the timeline has its first own record. */
  private static int firstOf(List<Integer> writers, int timeline) {
    return Math.max(1, writers.indexOf(timeline) + 1);
  }

  /** Every record that the node holds is one of the target's. */
  boolean follows(int timeline, int length, int target) {
    return isPath(timeline, target)
        && writers
            .get(timeline - 1)
            .subList(0, length)
            .equals(writers.get(target - 1).subList(0, length));
  }

  /** Sharing records by chance of an early fork does not make a cousin an ancestor. */
  private boolean isPath(int timeline, int target) {
    for (int at = target; at != 0; at = history.forks().get(at).parent()) {
      if (at == timeline) {
        return true;
      }
    }
    return false;
  }

  Position position(int timeline, int length) {
    return new Position(Elections.branch(timeline, timeline), new Lsn(length));
  }
}
