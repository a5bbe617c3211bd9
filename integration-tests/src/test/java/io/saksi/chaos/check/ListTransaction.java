package io.saksi.chaos.check;

import java.util.List;

/**
 * A transaction over lists that only grow, as a client saw it.
 *
 * @param id its place in the history
 * @param client whose transactions do not overlap and are in order
 * @param steps in their order; of one that did not succeed, what was tried
 */
public record ListTransaction(int id, int client, Span span, Outcome outcome, List<Step> steps) {
  public ListTransaction {
    steps = List.copyOf(steps);
  }

  /** One statement of it. */
  public sealed interface Step {
    int key();
  }

  /**
   * Put something at the end of a list.
   *
   * @param value appended only once in a history, to whatever list
   */
  public record Append(int key, long value) implements Step {}

  /** What a list held. */
  public record Read(int key, List<Long> seen) implements Step {
    public Read {
      seen = List.copyOf(seen);
    }
  }

  /** What it read, where that counts: of a transaction without success nothing was read. */
  List<Read> reads() {
    return outcome != Outcome.OK
        ? List.of()
        : steps.stream().filter(Read.class::isInstance).map(Read.class::cast).toList();
  }

  List<Append> appends() {
    return steps.stream().filter(Append.class::isInstance).map(Append.class::cast).toList();
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("T" + id + " of client " + client + " " + outcome + " [");
    for (Step step : steps) {
      text.append(
          switch (step) {
            case Append(int key, long value) -> " " + key + "<-" + value;
            case Read(int key, List<Long> seen) -> " " + key + "=" + tail(seen);
          });
    }
    return text.append(" ]").toString();
  }

  /** The end of a list is where the news is. */
  private static String tail(List<Long> seen) {
    int shown = Math.min(seen.size(), 6);
    List<Long> end = seen.subList(seen.size() - shown, seen.size());
    return shown < seen.size() ? "(" + (seen.size() - shown) + " and)" + end : end.toString();
  }
}
