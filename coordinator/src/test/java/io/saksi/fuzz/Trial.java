package io.saksi.fuzz;

/** One parser, given one input. */
@FunctionalInterface
public interface Trial {
  /**
   * Returns if the input was taken and every property holds. Anything that is thrown and is not
   * among the target's refusals is a finding.
   *
   * @throws AssertionError if what was taken does not mean what it should
   */
  void take(byte[] input) throws Exception;

  /** Reads. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(byte[] input) throws Exception;
  }

  /** Writes what the parser of the same target reads. */
  @FunctionalInterface
  interface Writer<T> {
    byte[] write(T value) throws Exception;
  }

  /** What was read once can be written, and then reads as an equal value. */
  static <T> Trial roundTrip(Parser<T> parser, Writer<T> writer) {
    return input -> {
      T value = parser.parse(input);
      T again = again(parser, writer.write(value));
      if (!value.equals(again)) {
        throw new AssertionError("read as " + value + ", written and read again as " + again);
      }
    };
  }

  /**
   * As {@link #roundTrip}, and nothing but what the writer writes is taken, to the byte: for what
   * bears a checksum, so that no damage means anything.
   */
  static <T> Trial exact(Parser<T> parser, Writer<T> writer) {
    return input -> {
      T value = parser.parse(input);
      if (!java.util.Arrays.equals(input, writer.write(value))) {
        throw new AssertionError("taken though it is not what is written for " + value);
      }
    };
  }

  private static <T> T again(Parser<T> parser, byte[] written) {
    try {
      return parser.parse(written);
    } catch (Exception e) {
      throw new AssertionError("read once, refused after it was written again: " + e, e);
    }
  }
}
