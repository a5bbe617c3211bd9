package io.saksi.chaos.check;

import io.saksi.chaos.check.ListTransaction.Append;
import io.saksi.chaos.check.ListTransaction.Read;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A read on the primary shows everything that was acknowledged before its transaction began: to
 * anybody, and to the same client, and what that client has read before. The same promise, in the
 * order of how much it hurts; a read that breaks several is told as the worst. What the very last
 * read of a list lacks is lost.
 */
final class Recency {
  private final Map<Integer, Map<Long, ListTransaction>> acknowledged = new HashMap<>();
  private final Map<Integer, Map<Integer, List<Long>>> readBefore = new HashMap<>();
  private final Map<Integer, ListTransaction> lastReader = new HashMap<>();
  private final List<Violation> found = new ArrayList<>();

  private Recency() {}

  static List<Violation> check(List<ListTransaction> history) {
    Recency recency = new Recency();
    history.forEach(recency::note);
    history.stream()
        .sorted(Comparator.comparingLong(transaction -> transaction.span().invoked()))
        .forEach(recency::checkReads);
    return recency.found;
  }

  private void note(ListTransaction transaction) {
    if (transaction.outcome() == Outcome.OK) {
      for (Append append : transaction.appends()) {
        acknowledged
            .computeIfAbsent(append.key(), _ -> new HashMap<>())
            .put(append.value(), transaction);
      }
    }
    for (Read read : transaction.reads()) {
      lastReader.merge(
          read.key(), transaction, (a, b) -> a.span().invoked() - b.span().invoked() >= 0 ? a : b);
    }
  }

  private void checkReads(ListTransaction reader) {
    for (Read read : reader.reads()) {
      Set<Long> seen = new HashSet<>(read.seen());
      acknowledged
          .getOrDefault(read.key(), Map.of())
          .forEach((value, writer) -> {
            if (writer.span().isBefore(reader.span()) && !seen.contains(value)) {
              found.add(
                  new Violation(kind(reader, read.key(), writer), reader + " lacks " + writer));
            }
          });
      Map<Integer, List<Long>> before =
          readBefore.computeIfAbsent(reader.client(), _ -> new HashMap<>());
      if (!seen.containsAll(before.getOrDefault(read.key(), List.of()))) {
        found.add(
            new Violation(
                Anomaly.NOT_MONOTONIC,
                reader + " lacks some of " + before.get(read.key()) + ", read before"));
      }
      before.put(read.key(), read.seen());
    }
  }

  private Anomaly kind(ListTransaction reader, int key, ListTransaction writer) {
    if (lastReader.get(key).id() == reader.id()) {
      return Anomaly.LOST_WRITE;
    }
    return writer.client() == reader.client() ? Anomaly.NOT_OWN_WRITE : Anomaly.STALE_READ;
  }
}
