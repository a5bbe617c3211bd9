package io.saksi.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All targets in turn, a round of cases each, until the time is over. One that was found out goes
 * on behind its finding; what was found once is not told again.
 */
final class Campaign {
  private static final long ROUND = 20_000;
  private static final int MOST_OF_ONE = 20;

  private final long seed;
  private final Consumer<Finding> news;
  private final Map<Target, Line> lines = new LinkedHashMap<>();
  private final Set<String> known = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  /** One target's cases so far. */
  private static final class Line {
    private final Fuzzer fuzzer;
    private long next;
    private int found;
    private boolean over;

    Line(Target target, long seed) {
      fuzzer = new Fuzzer(target, seed);
    }
  }

  /**
   * @param news told of each finding at once: a run of hours may be interrupted
   */
  Campaign(List<Target> targets, long seed, Consumer<Finding> news) {
    this.seed = seed;
    this.news = news;
    targets.forEach(target -> lines.put(target, new Line(target, this.seed)));
  }

  /**
   * Blocks for about as long, and for one whole round where that takes longer.
   *
   * @param progress run after each target's round
   */
  void run(Duration duration, Runnable progress) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    boolean first = true;
    while (first || (System.nanoTime() < end && lines.values().stream().anyMatch(l -> !l.over))) {
      for (Map.Entry<Target, Line> each : lines.entrySet()) {
        long until = first ? Long.MAX_VALUE : end;
        long cases = ROUND / each.getKey().cost();
        round(each.getValue(), first ? cases / 20 : cases, until);
        progress.run();
      }
      first = false;
    }
  }

  private void round(Line line, long cases, long end) throws InterruptedException {
    long last = line.next + cases;
    while (!line.over && line.next < last && System.nanoTime() < end) {
      Optional<Finding> found =
          line.fuzzer.run(
              line.next,
              last - line.next,
              number -> {
                line.next = number;
                return System.nanoTime() >= end;
              });
      if (found.isEmpty()) {
        line.next = Math.max(line.next, System.nanoTime() >= end ? line.next : last);
        return;
      }
      line.next = found.get().number() + 1;
      line.found++;
      line.over = line.found >= MOST_OF_ONE || found.get().isStuck();
      if (known.add(found.get().signature())) {
        findings.add(found.get());
        news.accept(found.get());
      }
    }
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  long cases() {
    return lines.values().stream().mapToLong(line -> line.fuzzer.tally().cases()).sum();
  }

  /** The cases of each target, by its name. */
  Map<String, Fuzzer.Tally> tallies() {
    Map<String, Fuzzer.Tally> all = new LinkedHashMap<>();
    lines.forEach((target, line) -> all.put(target.name(), line.fuzzer.tally()));
    return all;
  }
}
