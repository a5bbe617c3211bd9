package io.saksi.simulation;

import io.saksi.core.model.Lsn;

/**
 * One record of write-ahead log, and through {@code before} all that precedes it. Two nodes have
 * the same history up to a record exactly if they hold the same object, whatever their numbers say.
 *
 * @param leap a record much further back: with it every record is found in a number of steps that
 *     grows with the logarithm of the way
 */
record Wal(Wal before, Wal leap, int timeline, long lsn) {
  /** Bytes. */
  static final long RECORD = 2 * Lsn.TORN_RECORD;

  static Wal first(int timeline) {
    return new Wal(null, null, timeline, 1);
  }

  /** Where a record ends: each is longer than what may be lost of one that was cut off. */
  static Lsn at(long lsn) {
    return new Lsn(lsn * RECORD);
  }

  /** The last record that ends there or before. */
  static long upTo(Lsn end) {
    return end.value() < 0 ? Long.MAX_VALUE : end.value() / RECORD;
  }

  Wal next(int onTimeline) {
    Wal near = leap();
    Wal far = near.leap();
    boolean sameLength = lsn - near.lsn == near.lsn - far.lsn;
    return new Wal(this, sameLength ? far : this, onTimeline, lsn + 1);
  }

  @Override
  public Wal leap() {
    return leap == null ? this : leap;
  }

  Lsn end() {
    return at(lsn);
  }

  Wal back(long to) {
    Wal at = this;
    while (at != null && at.lsn > to) {
      at = at.leap != null && at.leap.lsn >= to ? at.leap : at.before;
    }
    return at;
  }

  @SuppressWarnings("ReferenceEquality") // the identity is the point: equal numbers prove nothing
  boolean contains(Wal record) {
    return back(record.lsn) == record;
  }

  @SuppressWarnings("ReferenceEquality")
  Wal commonWith(Wal other) {
    Wal a = back(other.lsn);
    Wal b = other.back(lsn);
    while (a != b) {
      a = a.before;
      b = b.before;
    }
    return a;
  }

  /** By identity: the generated ones would walk the whole log. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return timeline + ":" + lsn;
  }
}
