package io.saksi.simulation;

/** The sums of many runs; counts, and virtual time in milliseconds. */
record Totals(
    long seeds,
    long events,
    long faults,
    long failovers,
    long violations,
    long acknowledged,
    long reads,
    long returns,
    long recoverable,
    long virtualMillis) {
  static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  Totals plus(Verdict verdict) {
    return new Totals(
        seeds + 1,
        events + verdict.events(),
        faults + verdict.faults(),
        failovers + verdict.failovers(),
        violations + (verdict.failure().isPresent() ? 1 : 0),
        acknowledged + verdict.acknowledged(),
        reads + verdict.reads(),
        returns + verdict.returns(),
        recoverable + (verdict.recoverable() ? 1 : 0),
        virtualMillis + verdict.virtualMillis());
  }

  String line() {
    return "seeds "
        + seeds
        + ", events "
        + events
        + ", failovers "
        + failovers
        + ", violations "
        + violations;
  }
}
