package io.saksi.chaos.check;

import io.saksi.chaos.check.ListTransaction.Append;
import io.saksi.chaos.check.ListTransaction.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one read may not show, whatever the others did: G1a, G1b, doubles, its own transaction. */
final class ReadRules {
  private ReadRules() {}

  static List<Violation> check(List<ListTransaction> history, Writers writers) {
    List<Violation> found = new ArrayList<>();
    for (ListTransaction transaction : history) {
      for (Read read : transaction.reads()) {
        checkElements(transaction, read, writers, found);
        checkOrder(transaction, read, writers, found);
        checkEnd(transaction, read, writers, found);
      }
      checkInternal(transaction, found);
    }
    return found;
  }

  private static void checkElements(
      ListTransaction reader, Read read, Writers writers, List<Violation> found) {
    Set<Long> before = new HashSet<>();
    for (long value : read.seen()) {
      Optional<ListTransaction> writer = writers.of(value);
      if (!before.add(value)) {
        found.add(new Violation(Anomaly.DOUBLED_WRITE, value + " twice in " + reader));
      } else if (writer.isEmpty() || !writer.get().appends().contains(append(read, value))) {
        found.add(new Violation(Anomaly.PHANTOM_WRITE, value + ", in " + reader));
      } else if (writer.get().outcome() == Outcome.FAILED) {
        found.add(new Violation(Anomaly.G1A, reader + " read " + value + " of " + writer.get()));
      }
    }
  }

  /** What one transaction appended is in the order in which it did. */
  private static void checkOrder(
      ListTransaction reader, Read read, Writers writers, List<Violation> found) {
    Map<Integer, Integer> lastPlace = new HashMap<>();
    for (long value : read.seen()) {
      writers
          .of(value)
          .ifPresent(writer -> {
            int place = writer.appends().indexOf(append(read, value));
            Integer before = lastPlace.put(writer.id(), place);
            if (before != null && place < before) {
              found.add(
                  new Violation(Anomaly.INTERNAL, reader + " read in another order " + writer));
            }
          });
    }
  }

  private static Append append(Read read, long value) {
    return new Append(read.key(), value);
  }

  /** In a list that only grows, what shows an unfinished writer is the end alone. */
  private static void checkEnd(
      ListTransaction reader, Read read, Writers writers, List<Violation> found) {
    if (!read.seen().isEmpty()) {
      long last = read.seen().getLast();
      writers
          .of(last)
          .filter(writer -> writer.id() != reader.id())
          .filter(writer -> Writers.isIntermediate(writer, read.key(), last))
          .ifPresent(writer ->
              found.add(new Violation(Anomaly.G1B, reader + " read the middle of " + writer)));
    }
  }

  private static void checkInternal(ListTransaction transaction, List<Violation> found) {
    if (transaction.outcome() != Outcome.OK) {
      return;
    }
    // What it knows of each list: all of it after a read, else only the end that it appended.
    Map<Integer, List<Long>> whole = new HashMap<>();
    Map<Integer, List<Long>> ends = new HashMap<>();
    Set<Append> toCome = new HashSet<>(transaction.appends());
    for (ListTransaction.Step step : transaction.steps()) {
      switch (step) {
        case Append append -> {
          toCome.remove(append);
          (whole.containsKey(append.key()) ? whole : ends)
              .merge(append.key(), List.of(append.value()), ReadRules::concatenated);
        }
        case Read(int key, List<Long> seen) -> {
          List<Long> end = ends.getOrDefault(key, List.of());
          List<Long> known = whole.get(key);
          boolean early = seen.stream().anyMatch(value -> toCome.contains(new Append(key, value)));
          if (early || (known != null ? !known.equals(seen) : !endsWith(seen, end))) {
            found.add(new Violation(Anomaly.INTERNAL, "list " + key + " in " + transaction));
          }
          whole.put(key, seen);
        }
      }
    }
  }

  private static List<Long> concatenated(List<Long> first, List<Long> second) {
    List<Long> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private static boolean endsWith(List<Long> list, List<Long> end) {
    return list.size() >= end.size()
        && list.subList(list.size() - end.size(), list.size()).equals(end);
  }
}
