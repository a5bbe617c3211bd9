package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A timeline and where it left each of its ancestors, the oldest first.
 *
 * @param timeline the youngest
 * @param forks one for each ancestor that PostgreSQL has recorded
 */
public record TimelineHistory(int timeline, List<Fork> forks) {
  public TimelineHistory {
    forks = List.copyOf(forks);
  }

  /** The ancestor {@code timeline} is part of the history up to {@code end}, no further. */
  public record Fork(int timeline, Lsn end) {}

  /**
   * @param text a history file: {@code ancestor <tab> switch LSN <tab> reason} a line; comments and
   *     empty lines do not count
   * @throws IllegalArgumentException if it is not one: ancestors come in order, each before its
   *     child and left no earlier than the one before it (PostgreSQL's readTimeLineHistory)
   */
  public static TimelineHistory parse(int timeline, String text) {
    List<Fork> forks = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] fields = line.split("\\s+", 3);
      if (fields.length < 2) {
        throw new IllegalArgumentException("not a line of a timeline history: " + line);
      }
      Fork fork = new Fork(Integer.parseInt(fields[0]), Lsn.parse(fields[1]));
      Fork before = forks.isEmpty() ? new Fork(0, Lsn.ZERO) : forks.getLast();
      if (fork.timeline() <= before.timeline()
          || fork.timeline() >= timeline
          || fork.end().isBefore(before.end())) {
        throw new IllegalArgumentException(
            "out of order in the history of timeline " + timeline + ": " + line);
      }
      forks.add(fork);
    }
    return new TimelineHistory(timeline, forks);
  }

  /** Where the history leaves an ancestor; empty if it never was on it. */
  public Optional<Lsn> endOf(int ancestor) {
    return forks.stream().filter(f -> f.timeline() == ancestor).map(Fork::end).findFirst();
  }

  /** The timeline of the WAL that ends at {@code end}; at a switch point, the older one. */
  int timelineOf(Lsn end) {
    for (Fork fork : forks) {
      if (!fork.end().isBefore(end)) {
        return fork.timeline();
      }
    }
    return timeline;
  }
}
