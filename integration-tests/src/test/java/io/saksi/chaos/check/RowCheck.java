package io.saksi.chaos.check;

import io.saksi.chaos.check.RowHistory.Insert;
import io.saksi.chaos.check.RowHistory.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Acknowledged rows are there, once; a client sees its own and does not see them vanish. */
public final class RowCheck {
  private RowCheck() {}

  /** Everything that is wrong; takes time in the size of the history, times its logarithm. */
  public static List<Violation> check(RowHistory history) {
    List<Violation> found = new ArrayList<>();
    checkLast(history, found);
    Map<Integer, TreeMap<Long, Insert>> inserts = new TreeMap<>();
    history
        .inserts()
        .forEach(i -> inserts.computeIfAbsent(i.client(), _ -> new TreeMap<>()).put(i.row(), i));
    Map<Integer, List<Read>> reads = new TreeMap<>();
    history.reads().forEach(r -> reads.computeIfAbsent(r.client(), _ -> new ArrayList<>()).add(r));
    reads.forEach(
        (client, own) -> checkReads(own, inserts.getOrDefault(client, new TreeMap<>()), found));
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

  private static void checkReads(
      List<Read> reads, NavigableMap<Long, Insert> inserts, List<Violation> found) {
    TreeSet<Long> seenBefore = new TreeSet<>();
    for (Read read : reads) {
      for (Insert insert : inserts.tailMap(read.from(), true).values()) {
        if (insert.outcome() == Outcome.OK
            && insert.span().isBefore(read.span())
            && !read.seen().contains(insert.row())) {
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
