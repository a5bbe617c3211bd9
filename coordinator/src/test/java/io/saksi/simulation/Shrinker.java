package io.saksi.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * The fewest faults of a schedule that still break the same invariant: delta debugging (Zeller and
 * Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002). What is left cannot lose
 * any single fault.
 */
final class Shrinker {
  /** Runs at most; a schedule has a few dozen faults. */
  private static final int BUDGET = 2_000;

  private final long seed;
  private final Variant variant;
  private final String invariant;
  private int runs;

  private Shrinker(long seed, Variant variant, String invariant) {
    this.seed = seed;
    this.variant = variant;
    this.invariant = invariant;
  }

  /** The seed's own schedule, if it breaks nothing. */
  static List<Fault> shrink(long seed, Variant variant) {
    List<Fault> all = Schedule.of(seed, variant.focus());
    String broken = Verdict.of(seed, variant, all).broken();
    return broken.isEmpty() ? all : new Shrinker(seed, variant, broken).shrink(all);
  }

  private List<Fault> shrink(List<Fault> all) {
    List<Fault> left = all;
    int parts = 2;
    while (left.size() > 1 && runs < BUDGET) {
      List<Fault> fewer = without(left, parts);
      if (fewer.size() < left.size()) {
        left = fewer;
        parts = Math.max(2, parts - 1);
      } else if (parts < left.size()) {
        parts = Math.min(left.size(), parts * 2);
      } else {
        break;
      }
    }
    return left;
  }

  /** The first complement of one of the parts that still fails; the list itself if none does. */
  private List<Fault> without(List<Fault> faults, int parts) {
    for (int part = 0; part < parts; part++) {
      int from = faults.size() * part / parts;
      int to = faults.size() * (part + 1) / parts;
      List<Fault> rest = new ArrayList<>(faults.subList(0, from));
      rest.addAll(faults.subList(to, faults.size()));
      runs++;
      if (Verdict.of(seed, variant, rest).broken().equals(invariant)) {
        return rest;
      }
    }
    return faults;
  }
}
