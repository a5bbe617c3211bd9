package io.saksi.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Many seeds, each in a world of its own, on as many threads as wanted. */
final class Campaign {
  /** Findings beyond this are counted, not kept. */
  private static final int KEPT = 1_000;

  private final Variant variant;
  private final int threads;
  private final List<Verdict> findings = new ArrayList<>();
  private Totals totals = Totals.NONE;

  Campaign(Variant variant, int threads) {
    this.variant = variant;
    this.threads = threads;
  }

  /**
   * Runs the seeds from {@code from} on, in order of their numbers as far as several threads can.
   *
   * @param stop once this holds for a verdict, no further seed is begun
   * @param progress told the totals after each seed, one at a time
   */
  void run(long from, long count, Predicate<Verdict> stop, Consumer<Totals> progress) {
    AtomicLong next = new AtomicLong(from);
    AtomicBoolean stopped = new AtomicBoolean();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(
          Thread.ofPlatform()
              .name("simulation-" + i)
              .start(() -> {
                while (!stopped.get()) {
                  long seed = next.getAndIncrement();
                  if (seed >= from + count) {
                    return;
                  }
                  Verdict verdict = Verdict.of(seed, variant);
                  if (stop.test(verdict)) {
                    stopped.set(true);
                  }
                  add(verdict, progress);
                }
              }));
    }
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        stopped.set(true);
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void add(Verdict verdict, Consumer<Totals> progress) {
    totals = totals.plus(verdict);
    if (verdict.failure().isPresent() && findings.size() < KEPT) {
      findings.add(verdict);
    }
    progress.accept(totals);
  }

  synchronized Totals totals() {
    return totals;
  }

  synchronized List<Verdict> findings() {
    return List.copyOf(findings);
  }
}
