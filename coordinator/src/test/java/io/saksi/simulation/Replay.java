package io.saksi.simulation;

import java.util.ArrayList;
import java.util.List;

/** What a person reads: one seed, step by step, and how to run it again. */
final class Replay {
  private static final int STACK = 8;

  private Replay() {}

  /** One line that runs the seed again. */
  static String command(long seed, Variant variant) {
    String with = variant == Variant.CORRECT ? "" : " --variant " + variant;
    return "deploy/simulate.sh --replay " + seed + with;
  }

  /** Every step of the whole schedule, or of the shortest that fails the same way. */
  static List<String> of(long seed, Variant variant, boolean shrunk) {
    List<Fault> all = Schedule.of(seed, variant.focus());
    List<Fault> schedule = shrunk ? Shrinker.shrink(seed, variant) : all;
    Run run = new Run(seed, variant, schedule, true);
    Verdict verdict = Verdict.of(seed, run);
    List<String> lines = new ArrayList<>();
    lines.add("seed " + seed + ", variant " + variant + ": " + variant.what);
    lines.add(Shape.of(seed).toString());
    lines.add("faults: " + schedule.size() + " of " + all.size());
    schedule.forEach(fault -> lines.add("  " + fault));
    lines.addAll(run.world.trace);
    lines.add(String.format("%8d ms  end: %s", run.world.now(), end(verdict)));
    verdict.failure().filter(f -> !(f instanceof Violation)).ifPresent(f -> stack(f, lines));
    return lines;
  }

  private static String end(Verdict verdict) {
    return verdict.failure().map(f -> "VIOLATION " + f.getMessage()).orElse("all is well");
  }

  private static void stack(RuntimeException failure, List<String> lines) {
    lines.add(failure.toString());
    StackTraceElement[] stack = failure.getStackTrace();
    for (int i = 0; i < Math.min(STACK, stack.length); i++) {
      lines.add("  at " + stack[i]);
    }
  }
}
