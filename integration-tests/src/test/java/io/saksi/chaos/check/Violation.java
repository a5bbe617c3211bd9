package io.saksi.chaos.check;

/**
 * Something that may not have happened, has.
 *
 * @param evidence the operations that show it, for people
 */
public record Violation(Anomaly anomaly, String evidence) {
  @Override
  public String toString() {
    return anomaly + ": " + evidence;
  }
}
