package io.saksi.core.model;

/**
 * How far a node's write-ahead log reaches: the branch, and the LSN on it. LSNs alone never compare
 * (trap: same LSN, other history).
 */
public record Position(Branch branch, Lsn lsn) {
  @Override
  public String toString() {
    return branch.timeline() + ":" + lsn;
  }
}
