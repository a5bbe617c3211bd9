package io.saksi.core.explore;

import io.saksi.core.model.Lsn;

/**
 * A write-ahead log, two characters a record: the timeline, and the epoch in whose name it was
 * written. Nobody writes two records of the same place in one epoch, so equal logs are the same
 * log.
 */
record Wal(String records) {
  static final Wal EMPTY = new Wal("");

  Wal write(int timeline, long epoch) {
    return new Wal(records + (char) ('0' + timeline) + (char) ('0' + epoch));
  }

  int length() {
    return records.length() / 2;
  }

  Lsn end() {
    return new Lsn(length());
  }

  int timeline() {
    return records.charAt(records.length() - 2) - '0';
  }

  boolean contains(Wal other) {
    return records.startsWith(other.records);
  }

  Wal first(int length) {
    return new Wal(records.substring(0, 2 * Math.min(length, length())));
  }

  Wal commonWith(Wal other) {
    int same = 0;
    int most = Math.min(length(), other.length());
    while (same < most && first(same + 1).equals(other.first(same + 1))) {
      same++;
    }
    return first(same);
  }

  @Override
  public String toString() {
    return length() == 0 ? "empty" : timeline() + ":" + length();
  }
}
