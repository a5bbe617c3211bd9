package io.saksi.core.model;

/**
 * A timeline together with the epoch that created it. Raft allots every timeline number once, so
 * that two nodes with equal branches share one history. A re-election of the same primary in place
 * makes no new branch.
 */
public record Branch(int timeline, Epoch epoch) {
  public Branch {
    if (timeline < 1) {
      throw new IllegalArgumentException("a timeline is at least 1: " + timeline);
    }
  }

  @Override
  public String toString() {
    return "timeline " + timeline + " of epoch " + epoch;
  }
}
