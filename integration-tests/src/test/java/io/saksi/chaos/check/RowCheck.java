package io.saksi.chaos.check;

import io.saksi.chaos.check.RowHistory.Insert;
import io.saksi.chaos.check.RowHistory.Read;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Acknowledged rows are there, once; a client sees its own and does not see them vanish. */
public final class RowCheck {
  private RowCheck() {}

  /** Everything that is wrong; takes time in the size of the history, times its logarithm. */
  public static List<Violation> check(RowHistory history) {
    List<Violation> found = new ArrayList<>();
    checkLast(history, found);
    Map<Integer, List<Insert>> inserts = new TreeMap<>();
    history
        .inserts()
        .forEach(i -> inserts.computeIfAbsent(i.client(), _ -> new ArrayList<>()).add(i));
    Map<Integer, List<Read>> reads = new TreeMap<>();
    history.reads().forEach(r -> reads.computeIfAbsent(r.client(), _ -> new ArrayList<>()).add(r));
    reads.forEach((client, own) -> checkReads(own, inserts.getOrDefault(client, List.of()), found));
    return found;
  }

  private static void checkLast(RowHistory history, List<Violation> found) {
    Map<Long, Insert> asked = new HashMap<>();
    history.inserts().forEach(insert -> asked.put(insert.row(), insert));
    Set<Long> there = new HashSet<>();
    for (long row : history.last()) {
      Insert insert = asked.get(row);
      if (!there.add(row)) {
        found.add(new Violation(Anomaly.DOUBLED_WRITE, "row " + row + " is there twice"));
      } else if (insert == null) {
        found.add(new Violation(Anomaly.PHANTOM_WRITE, "nobody wrote row " + row));
      } else if (insert.outcome() == Outcome.FAILED) {
        found.add(new Violation(Anomaly.G1A, "there, though it was rolled back: " + insert));
      }
    }
    for (Insert insert : history.inserts()) {
      if (insert.outcome() == Outcome.OK && !there.contains(insert.row())) {
        found.add(new Violation(Anomaly.LOST_WRITE, "acknowledged, and not there: " + insert));
      }
    }
  }

  /** An hour has a hundred thousand of each, and a read looks at the last few only. */
  private static void checkReads(List<Read> reads, List<Insert> inserts, List<Violation> found) {
    Deque<Insert> later =
        inserts.stream()
            .filter(insert -> insert.outcome() == Outcome.OK)
            .sorted(Comparator.comparingLong(insert -> insert.span().completed()))
            .collect(Collectors.toCollection(ArrayDeque::new));
    TreeMap<Long, Insert> acknowledged = new TreeMap<>();
    TreeSet<Long> seenBefore = new TreeSet<>();
    for (Read read : reads) {
      while (!later.isEmpty() && later.getFirst().span().isBefore(read.span())) {
        Insert insert = later.removeFirst();
        acknowledged.put(insert.row(), insert);
      }
      for (Insert insert : acknowledged.tailMap(read.from(), true).values()) {
        if (insert.span().isBefore(read.span()) && !read.seen().contains(insert.row())) {
          found.add(new Violation(Anomaly.NOT_OWN_WRITE, read + " lacks " + insert));
        }
      }
      for (long row : seenBefore.tailSet(read.from(), true)) {
        if (!read.seen().contains(row)) {
          found.add(
              new Violation(Anomaly.NOT_MONOTONIC, read + " lacks row " + row + ", seen before"));
        }
      }
      seenBefore.addAll(read.seen());
    }
  }
}
