package io.saksi.agent.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which rows were acknowledged, one bit a row; by run and writer. A file of them has a line {@code
 * RUN WRITER N} for each. Thread-safe.
 */
public final class Acknowledgements {
  /** A bit set's limit; at 10,000 rows a second, 59 hours of one writer. */
  private static final long MAX_N = Integer.MAX_VALUE - 1L;

  /** Beyond the last row of a writer, in a file: a number that is damaged must not cost memory. */
  private static final long LONGEST_GAP = 10_000_000;

  private static final BitSet NONE = new BitSet(0);

  private final Map<Key, BitSet> rows = new TreeMap<>();
  private long count;

  /** One writer of one run. */
  record Key(String run, int writer) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byRun = run.compareTo(other.run);
      return byRun != 0 ? byRun : Integer.compare(writer, other.writer);
    }
  }

  /** Remembers a row; twice is once. */
  synchronized void add(Key key, long n) {
    if (n < 0 || n > MAX_N) {
      throw new IllegalArgumentException("a row's number lies between 0 and " + MAX_N + ": " + n);
    }
    BitSet bits = rows.computeIfAbsent(key, _ -> new BitSet());
    if (!bits.get((int) n)) {
      bits.set((int) n);
      count++;
    }
  }

  /** How many rows. */
  public synchronized long count() {
    return count;
  }

  /** A copy to compare with. */
  synchronized Map<Key, BitSet> copy() {
    Map<Key, BitSet> copy = new TreeMap<>();
    rows.forEach((key, bits) -> copy.put(key, (BitSet) bits.clone()));
    return copy;
  }

  /**
   * Reads a file. A last line without its end was cut off when the writer died and is not counted.
   *
   * @throws IOException if it cannot be read, or holds something else, naming the line
   */
  public static Acknowledgements read(Path file) throws IOException {
    Acknowledgements acknowledged = new Acknowledgements();
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      StringBuilder line = new StringBuilder();
      long number = 1;
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c == '\n') {
          acknowledged.addLine(line.toString(), file, number);
          line.setLength(0);
          number++;
        } else if (line.length() < 100) {
          line.append((char) c);
        }
      }
    }
    return acknowledged;
  }

  private void addLine(String line, Path file, long number) throws IOException {
    String[] fields = line.split(" ", -1);
    try {
      if (fields.length != 3) {
        throw new IllegalArgumentException("three fields are expected");
      }
      Key key = new Key(fields[0], Integer.parseInt(fields[1]));
      long n = Long.parseLong(fields[2]);
      if (n - rows.getOrDefault(key, NONE).length() > LONGEST_GAP) {
        throw new IllegalArgumentException("row " + n + " lies too far beyond the one before it");
      }
      add(key, n);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file
              + ", line "
              + number
              + ": not an acknowledgement ("
              + e.getMessage()
              + "); name a file that \"saksi workload run --acks\" wrote",
          e);
    }
  }
}
