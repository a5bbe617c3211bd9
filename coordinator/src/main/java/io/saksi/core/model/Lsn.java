package io.saksi.core.model;

import java.util.HexFormat;

/**
 * A byte position in the write-ahead log, as PostgreSQL's {@code pg_lsn}: unsigned 64 bits, written
 * as two hexadecimal halves.
 */
public record Lsn(long value) implements Comparable<Lsn> {
  public static final Lsn ZERO = new Lsn(0);

  /** Nearly all records are shorter: one with images of all 33 blocks has 270 kB. */
  public static final long TORN_RECORD = 1 << 20;

  /**
   * @param text for example {@code 0/3000148}
   * @throws IllegalArgumentException if the text is no LSN
   */
  public static Lsn parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash > 8 || text.length() - slash - 1 < 1 || text.length() - slash - 1 > 8) {
      throw new IllegalArgumentException("not an LSN: " + text);
    }
    try {
      long high = HexFormat.fromHexDigitsToLong(text, 0, slash);
      long low = HexFormat.fromHexDigitsToLong(text, slash + 1, text.length());
      return new Lsn(high << 32 | low);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not an LSN: " + text, e);
    }
  }

  public boolean isBefore(Lsn other) {
    return compareTo(other) < 0;
  }

  public boolean isAtLeast(Lsn other) {
    return compareTo(other) >= 0;
  }

  /**
   * Whether this is so far behind that WAL was lost. A node may say a little less after a restart:
   * what arrived of a record that was cut off is dropped then, and was never acknowledged.
   */
  public boolean lacks(Lsn earlier) {
    return earlier.minus(this) > TORN_RECORD;
  }

  /** Bytes from {@code other} to this one; negative if this one is behind. */
  public long minus(Lsn other) {
    return value - other.value;
  }

  @Override
  public int compareTo(Lsn other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return String.format("%X/%X", value >>> 32, value & 0xFFFFFFFFL);
  }
}
