package io.saksi.fuzz;

import java.util.Optional;
import java.util.function.Function;

/** Leaves out of an input what its finding does not need. */
final class Shrink {
  private static final int MOST_TRIALS = 2_000;

  private Shrink() {}

  /**
   * @param judge the same parser; a finding of another fault is none here
   */
  static Finding of(Finding finding, Function<byte[], Optional<Finding>> judge) {
    String signature = finding.signature();
    byte[] best = finding.input().toByteArray();
    int trials = 0;
    for (int piece = Math.max(1, best.length / 2); piece > 0; piece /= 2) {
      for (int at = 0; at + piece <= best.length && trials < MOST_TRIALS; trials++) {
        byte[] without = without(best, at, piece);
        boolean same =
            judge.apply(without).filter(f -> f.signature().equals(signature)).isPresent();
        if (same) {
          best = without;
        } else {
          at += piece;
        }
      }
    }
    return finding.of(best);
  }

  private static byte[] without(byte[] bytes, int at, int size) {
    byte[] rest = new byte[bytes.length - size];
    System.arraycopy(bytes, 0, rest, 0, at);
    System.arraycopy(bytes, at + size, rest, at, rest.length - at);
    return rest;
  }
}
