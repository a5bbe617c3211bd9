package io.saksi.chaos.check;

import io.saksi.chaos.check.ListTransaction.Read;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of appends to each list: that of the longest read, of which every other read has to be
 * a beginning. Appends that no read showed are in no order.
 */
record Versions(Map<Integer, List<Long>> byKey) {
  static Versions of(List<ListTransaction> history, List<Violation> found) {
    Map<Integer, List<Long>> longest = new HashMap<>();
    history.stream()
        .flatMap(transaction -> transaction.reads().stream())
        .forEach(
            read -> longest.merge(read.key(), read.seen(), (a, b) -> a.size() >= b.size() ? a : b));
    for (ListTransaction transaction : history) {
      for (Read read : transaction.reads()) {
        if (!isBeginning(read.seen(), longest.get(read.key()))) {
          found.add(
              new Violation(
                  Anomaly.INCOMPATIBLE_ORDER,
                  "list " + read.key() + " in " + transaction + ", against the longest read"));
        }
      }
    }
    return new Versions(longest);
  }

  private static boolean isBeginning(List<Long> part, List<Long> whole) {
    return part.equals(whole.subList(0, part.size()));
  }
}
