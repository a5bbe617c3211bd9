package io.saksi.chaos.check;

import java.util.List;
import java.util.Set;

/**
 * Rows written one a commit, each with a number of its own.
 *
 * @param reads in each client's order
 * @param last every row that was there at the end, as often as it was there
 */
public record RowHistory(List<Insert> inserts, List<Read> reads, List<Long> last) {
  public RowHistory {
    inserts = List.copyOf(inserts);
    reads = List.copyOf(reads);
    last = List.copyOf(last);
  }

  /** One row. */
  public record Insert(int client, long row, Span span, Outcome outcome) {}

  /**
   * What a client saw of its own rows.
   *
   * @param from it asked for the rows of this number and beyond
   */
  public record Read(int client, long from, Set<Long> seen, Span span) {
    public Read {
      seen = Set.copyOf(seen);
    }
  }
}
