package io.saksi.chaos.check;

import io.saksi.chaos.check.ListTransaction.Append;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who appended what. */
record Writers(Map<Long, ListTransaction> byValue) {
  static Writers of(List<ListTransaction> history) {
    Map<Long, ListTransaction> byValue = new HashMap<>();
    for (ListTransaction transaction : history) {
      for (Append append : transaction.appends()) {
        if (byValue.put(append.value(), transaction) != null) {
          throw new IllegalArgumentException("appended twice by the workload: " + append.value());
        }
      }
    }
    return new Writers(byValue);
  }

  Optional<ListTransaction> of(long value) {
    return Optional.ofNullable(byValue.get(value));
  }

  /** Whether its transaction appended more to the same list after it. */
  static boolean isIntermediate(ListTransaction writer, int key, long value) {
    List<Append> own = writer.appends().stream().filter(a -> a.key() == key).toList();
    return !own.isEmpty() && own.getLast().value() != value;
  }
}
