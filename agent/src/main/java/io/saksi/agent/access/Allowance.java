package io.saksi.agent.access;

/**
 * How many calls somebody has left: it fills up evenly, and holds at most so many (a token bucket).
 */
final class Allowance {
  private final double perNano;
  private final double most;
  private double left;
  private long filledAt;

  /**
   * @param perSecond how fast it fills
   * @param most how many may come at once
   */
  Allowance(double perSecond, double most, long nowNanos) {
    perNano = perSecond / 1e9;
    this.most = most;
    left = most;
    filledAt = nowNanos;
  }

  /** Whether there is one left, which is then taken. */
  synchronized boolean take(long nowNanos) {
    double filled = left + Math.max(0, nowNanos - filledAt) * perNano;
    filledAt = nowNanos;
    boolean enough = filled >= 1;
    left = Math.min(most, filled) - (enough ? 1 : 0);
    return enough;
  }
}
