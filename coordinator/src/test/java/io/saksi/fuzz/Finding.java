package io.saksi.fuzz;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Optional;

/**
 * An input, and what a parser did with it that it must not do.
 *
 * @param number of the case, below its seed
 * @param what in a few words
 * @param thrown where something was
 */
public record Finding(
    String target,
    long seed,
    long number,
    ByteString input,
    String what,
    Optional<Throwable> thrown) {
  private static final int LONGEST = 400;
  private static final int DEEPEST = 5;
  private static final int MOST_FRAMES = 40;

  static final String STUCK = "does not come back";

  /** Its thread is lost. */
  boolean isStuck() {
    return what.equals(STUCK);
  }

  Finding of(byte[] smaller) {
    return new Finding(target, seed, number, ByteString.copyFrom(smaller), what, thrown);
  }

  /** Findings of one fault have the same, as far as it can be told. */
  String signature() {
    String where =
        thrown.stream()
            .flatMap(t -> Arrays.stream(t.getStackTrace()))
            .filter(frame -> frame.getClassName().startsWith("io.saksi."))
            .filter(frame -> !frame.getClassName().startsWith("io.saksi.fuzz."))
            .findFirst()
            .map(frame -> " at " + frame.getClassName() + "." + frame.getMethodName())
            .orElse("");
    return target + ": " + thrown.map(t -> t.getClass().getName()).orElse(what) + where;
  }

  /** Two lines: what, and how to see it again. */
  @Override
  public String toString() {
    return target
        + ": "
        + shortened(what)
        + "\n  seed "
        + seed
        + ", case "
        + number
        + ", "
        + input.size()
        + " bytes";
  }

  /** All that is known, for a file beside the input. */
  String story() {
    StringBuilder story = new StringBuilder(toString()).append('\n');
    Throwable at = thrown.orElse(null);
    for (int depth = 0; at != null && depth < DEEPEST; depth++, at = at.getCause()) {
      story.append(shortened(at.toString())).append('\n');
      Arrays.stream(at.getStackTrace())
          .limit(MOST_FRAMES)
          .forEach(frame -> story.append("    at ").append(frame).append('\n'));
    }
    return story.toString();
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\P{Print}+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
  }
}
