package io.saksi.chaos.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * No two nodes take writes at the same time. A write lies somewhere between its begin and its end,
 * and an answer may be read late: what proves two open nodes is a write that began on an older
 * timeline when one on a newer had already been acknowledged.
 */
public final class OnePrimaryCheck {
  private OnePrimaryCheck() {}

  /**
   * At most one violation a timeline: its worst.
   *
   * @param thaws what a machine accepted in the moment after it had stood still is left out
   */
  public static List<Violation> check(List<AcceptedWrite> all, List<Thaw> thaws) {
    List<AcceptedWrite> writes =
        all.stream().filter(w -> thaws.stream().noneMatch(thaw -> thaw.explains(w))).toList();
    TreeMap<Integer, List<AcceptedWrite>> timelines = new TreeMap<>();
    writes.forEach(w -> timelines.computeIfAbsent(w.timeline(), _ -> new ArrayList<>()).add(w));
    List<Violation> found = new ArrayList<>();
    timelines.forEach((timeline, own) -> {
      if (own.stream().map(AcceptedWrite::node).distinct().count() > 1) {
        found.add(violation("several nodes wrote on timeline " + timeline));
      }
      AcceptedWrite last =
          own.stream().max(Comparator.comparingLong(w -> w.span().invoked())).orElseThrow();
      timelines.tailMap(timeline, false).values().stream()
          .flatMap(List::stream)
          .filter(later -> later.span().isBefore(last.span()))
          .min(Comparator.comparingLong(w -> w.span().completed()))
          .ifPresent(first -> found.add(violation(describe(last, first))));
    });
    return found;
  }

  private static Violation violation(String evidence) {
    return new Violation(Anomaly.TWO_PRIMARIES, evidence);
  }

  private static String describe(AcceptedWrite last, AcceptedWrite first) {
    long ms = Duration.ofNanos(last.span().invoked() - first.span().completed()).toMillis();
    return "%s accepted a write on timeline %d, %d ms after %s had accepted one on timeline %d"
        .formatted(last.node(), last.timeline(), ms, first.node(), first.timeline());
  }
}
