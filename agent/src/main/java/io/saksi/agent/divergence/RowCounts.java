package io.saksi.agent.divergence;

/** Row versions that were written; an aborted part of a transaction is not in it. */
public record RowCounts(long inserted, long updated, long deleted) {
  public static final RowCounts NONE = new RowCounts(0, 0, 0);

  public RowCounts plus(RowCounts other) {
    return new RowCounts(
        inserted + other.inserted, updated + other.updated, deleted + other.deleted);
  }
}
