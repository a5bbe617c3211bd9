package io.saksi.raft;

import java.util.Comparator;

/**
 * The end of a Raft log. Of two the one with the higher term is newer, then the longer one: that is
 * by whom Raft itself would have its leader elected.
 *
 * @param index -1 for an empty log
 */
public record LogEnd(long term, long index) implements Comparable<LogEnd> {
  @Override
  public int compareTo(LogEnd other) {
    return Comparator.comparingLong(LogEnd::term)
        .thenComparingLong(LogEnd::index)
        .compare(this, other);
  }

  @Override
  public String toString() {
    return "term " + term + " index " + index;
  }
}
