package io.saksi.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.chaos.check.ListTransaction.Append;
import io.saksi.chaos.check.ListTransaction.Read;
import io.saksi.chaos.check.ListTransaction.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Against a model that knows nothing of dependencies: a history is serializable if some order of
 * its transactions, one at a time, gives every read what it saw. Small histories, all orders.
 *
 * <p>A last reader of every list makes the order of all appends known, so that the search for
 * cycles has to agree both ways.
 */
class ListCheckPropertyTest {
  private static final int HISTORIES = 30_000;
  private static final int KEYS = 2;

  @Test
  void cyclesAreFoundExactlyWhereNoSerialOrderExplainsTheReads() {
    int serializable = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      List<ListTransaction> history = history(new Random(seed));
      boolean explained = explained(history, new ArrayList<>());
      List<Violation> found = ListCheck.check(history);
      assertThat(found.isEmpty())
          .as("seed %d: serializable %s, found %s, in %s", seed, explained, found, history)
          .isEqualTo(explained);
      serializable += explained ? 1 : 0;
    }
    System.out.println(serializable + " of " + HISTORIES + " histories are serializable");
    // Neither all nor none: otherwise this would compare nothing.
    assertThat(serializable).isBetween(HISTORIES / 20, HISTORIES * 19 / 20);
  }

  /** Appends in some order, and reads that show some beginning of it: right only by chance. */
  private static List<ListTransaction> history(Random random) {
    int transactions = 2 + random.nextInt(3);
    List<List<Integer>> shapes = new ArrayList<>();
    Map<Integer, List<Long>> lists = new HashMap<>();
    Map<Long, Integer> owners = new HashMap<>();
    long value = 1;
    for (int id = 0; id < transactions; id++) {
      shapes.add(new ArrayList<>());
      for (int i = random.nextInt(3); i >= 0; i--) {
        int key = random.nextInt(KEYS);
        boolean appends = random.nextBoolean();
        shapes.get(id).add(appends ? key : -1 - key);
        if (appends) {
          List<Long> list = lists.computeIfAbsent(key, _ -> new ArrayList<>());
          // Mostly at the end: histories that are nearly right are the ones that matter.
          list.add(random.nextInt(4) == 0 ? random.nextInt(list.size() + 1) : list.size(), value);
          owners.put(value++, id);
        }
      }
    }
    return transactions(shapes, lists, owners, random);
  }

  private static List<ListTransaction> transactions(
      List<List<Integer>> shapes,
      Map<Integer, List<Long>> lists,
      Map<Long, Integer> owners,
      Random random) {
    List<ListTransaction> history = new ArrayList<>();
    long value = 1;
    for (int id = 0; id < shapes.size(); id++) {
      List<Step> steps = new ArrayList<>();
      for (int shape : shapes.get(id)) {
        if (shape >= 0) {
          steps.add(new Append(shape, value++));
        } else {
          List<Long> list = lists.getOrDefault(-1 - shape, List.of());
          int end = random.nextInt(list.size() + 1);
          if (random.nextInt(3) > 0) {
            end = likely(list, owners, id);
          }
          steps.add(new Read(-1 - shape, list.subList(0, end)));
        }
      }
      history.add(ok(id, steps));
    }
    List<Step> last = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      last.add(new Read(key, lists.getOrDefault(key, List.of())));
    }
    history.add(ok(shapes.size(), last));
    return history;
  }

  /** What it would see if all before it had run, and none after it. */
  private static int likely(List<Long> list, Map<Long, Integer> owners, int id) {
    int end = 0;
    while (end < list.size() && owners.get(list.get(end)) < id) {
      end++;
    }
    return end;
  }

  private static ListTransaction ok(int id, List<Step> steps) {
    return new ListTransaction(id, id, new Span(0, 1), Outcome.OK, steps);
  }

  private static boolean explained(List<ListTransaction> rest, List<ListTransaction> order) {
    if (!isRight(order)) {
      return false;
    }
    if (rest.isEmpty()) {
      return true;
    }
    for (ListTransaction next : rest) {
      List<ListTransaction> left = new ArrayList<>(rest);
      left.remove(next);
      List<ListTransaction> longer = new ArrayList<>(order);
      longer.add(next);
      if (explained(left, longer)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRight(List<ListTransaction> order) {
    Map<Integer, List<Long>> lists = new HashMap<>();
    for (ListTransaction transaction : order) {
      for (Step step : transaction.steps()) {
        List<Long> list = lists.computeIfAbsent(step.key(), _ -> new ArrayList<>());
        switch (step) {
          case Append(_, long value) -> list.add(value);
          case Read(_, List<Long> seen) -> {
            if (!seen.equals(list)) {
              return false;
            }
          }
        }
      }
    }
    return true;
  }
}
