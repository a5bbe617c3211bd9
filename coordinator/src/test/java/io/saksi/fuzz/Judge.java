package io.saksi.fuzz;

import com.google.protobuf.ByteString;
import java.util.Optional;

/** Gives one input to a target, and says what was wrong with what it did. */
final class Judge {
  /** Whatever the input says of its lengths: memory is taken for what is there. */
  private static final long MOST_BYTES = 64L << 20;

  private static final long MOST_BYTES_EACH = 4_000;

  /** It may quote what it refuses, not more. */
  private static final int MOST_WORDS = 2_000;

  private final Target target;
  private Optional<Throwable> thrown = Optional.empty();

  Judge(Target target) {
    this.target = target;
  }

  /** Whether the last input was taken. */
  boolean hasTaken() {
    return thrown.isEmpty();
  }

  /**
   * Empty if it did as it should.
   *
   * @param valid whether it has to be taken
   */
  Optional<Finding> judge(long seed, long number, byte[] input, boolean valid) {
    long before = Meter.allocated();
    thrown = thrownBy(input);
    long bytes = Meter.allocated() - before;
    return complaint(bytes, input.length, valid)
        .map(what ->
            new Finding(target.name(), seed, number, ByteString.copyFrom(input), what, thrown));
  }

  /** Also what no program should catch: to see it is what this is for. */
  private Optional<Throwable> thrownBy(byte[] input) {
    try {
      target.trial().take(input.clone());
      return Optional.empty();
    } catch (Throwable t) {
      return Optional.of(t);
    }
  }

  private Optional<String> complaint(long bytes, int length, boolean valid) {
    if (bytes > MOST_BYTES + MOST_BYTES_EACH * length) {
      return Optional.of("took " + (bytes >> 20) + " MB for " + length + " bytes");
    }
    return thrown.flatMap(t -> complaint(t, length, valid));
  }

  private Optional<String> complaint(Throwable t, int length, boolean valid) {
    if (!target.isRefusal(t)) {
      return Optional.of(t instanceof AssertionError ? t.getMessage() : "undeclared " + t);
    }
    String words = String.valueOf(t.getMessage());
    if (valid) {
      return Optional.of("refused what is valid: " + t);
    } else if (t.getMessage() == null || words.isBlank()) {
      return Optional.of("refused without a word: " + t);
    }
    return words.length() > MOST_WORDS + 2L * length
        ? Optional.of("refused with " + words.length() + " characters")
        : Optional.empty();
  }
}
