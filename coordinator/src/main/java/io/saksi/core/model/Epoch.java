package io.saksi.core.model;

/**
 * The number of a primary's reign, allotted by Raft; it only grows (invariant I4). {@link #NONE}
 * (0) is before any reign.
 */
public record Epoch(long number) implements Comparable<Epoch> {
  public static final Epoch NONE = new Epoch(0);

  public Epoch {
    if (number < 0) {
      throw new IllegalArgumentException("an epoch is not negative: " + number);
    }
  }

  public Epoch next() {
    return new Epoch(Math.addExact(number, 1));
  }

  public boolean isBefore(Epoch other) {
    return number < other.number;
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
