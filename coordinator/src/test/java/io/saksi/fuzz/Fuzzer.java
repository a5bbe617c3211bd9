package io.saksi.fuzz;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/** Runs cases of one target, until one is a finding. */
public final class Fuzzer {
  /** Of the processor, for one case: a busy machine makes nobody guilty. */
  private static final Duration LONGEST = Duration.ofSeconds(20);

  /** Of any time, for one case: who waits for what never comes costs no processor. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

  /** As the agent's threads have, by its launcher. */
  private static final long STACK_BYTES = 512 << 10;

  private static final Duration LOOK = Duration.ofMillis(200);

  private final Target target;
  private final long seed;
  private final Cases cases;
  private final Judge judge;
  private final Duration longest;
  private final Tally tally = new Tally();
  private final AtomicLong beats = new AtomicLong();
  private volatile long current;
  private volatile byte[] input = {};

  public Fuzzer(Target target, long seed) {
    this(target, seed, LONGEST);
  }

  /**
   * @param longest of the processor's time, for one case
   */
  Fuzzer(Target target, long seed, Duration longest) {
    this.target = target;
    this.longest = longest;
    this.seed = seed;
    cases = new Cases(target, seed);
    judge = new Judge(target);
  }

  /** What became of the cases so far. */
  public Tally tally() {
    return tally;
  }

  /**
   * Runs them on a thread of its own; one that does not come back is a finding, and its thread is
   * left behind.
   *
   * @param until asked with each number before it is run; ends the run if it holds
   */
  public Optional<Finding> run(long from, long count, LongPredicate until)
      throws InterruptedException {
    return watched(() -> runHere(from, count, until));
  }

  /** One input, whatever it is, as it would be given in a run. */
  Optional<Finding> again(byte[] bytes) throws InterruptedException {
    return watched(() -> judged(0, bytes, false));
  }

  private Optional<Finding> watched(Supplier<Optional<Finding>> work) throws InterruptedException {
    AtomicReference<Optional<Finding>> found = new AtomicReference<>(Optional.empty());
    Thread worker =
        Thread.ofPlatform()
            .daemon()
            .stackSize(STACK_BYTES)
            .name("fuzz-" + target.name())
            .start(() -> found.set(work.get()));
    Optional<Finding> stuck = watch(worker);
    return stuck.isPresent() ? stuck : found.get();
  }

  private Optional<Finding> runHere(long from, long count, LongPredicate until) {
    for (long number = from; number < from + count && !until.test(number); number++) {
      boolean valid = cases.isValid(number);
      current = number;
      Optional<Finding> finding = judged(number, cases.input(number), valid);
      tally.add(valid, judge.hasTaken());
      if (finding.isPresent()) {
        return Optional.of(smaller(finding.get(), valid));
      }
    }
    return Optional.empty();
  }

  /** How deep a stack may be depends on what was compiled meanwhile: such an input stays whole. */
  private Finding smaller(Finding finding, boolean valid) {
    boolean whole =
        valid || finding.thrown().filter(StackOverflowError.class::isInstance).isPresent();
    return whole ? finding : Shrink.of(finding, bytes -> judged(finding.number(), bytes, false));
  }

  private Optional<Finding> judged(long number, byte[] bytes, boolean valid) {
    input = bytes;
    beats.incrementAndGet();
    return judge.judge(seed, number, bytes, valid);
  }

  private Optional<Finding> watch(Thread worker) throws InterruptedException {
    long beat = beats.get();
    Duration began = Meter.processorTime(worker);
    long since = System.nanoTime();
    while (!worker.join(LOOK)) {
      if (beats.get() != beat) {
        beat = beats.get();
        began = Meter.processorTime(worker);
        since = System.nanoTime();
      } else if (Meter.processorTime(worker).minus(began).compareTo(longest) > 0
          || System.nanoTime() - since > LONGEST_WAIT.toNanos()) {
        Throwable where = new AssertionError("it is still here");
        where.setStackTrace(worker.getStackTrace());
        return Optional.of(
            new Finding(
                target.name(),
                seed,
                current,
                ByteString.copyFrom(input),
                Finding.STUCK,
                Optional.of(where)));
      }
    }
    return Optional.empty();
  }

  /** Of the damaged ones, how many were taken and refused: a fuzzer that only sees one is blind. */
  public static final class Tally {
    private long taken;
    private long refused;
    private long valid;

    private synchronized void add(boolean isValid, boolean isTaken) {
      if (isValid) {
        valid++;
      } else if (isTaken) {
        taken++;
      } else {
        refused++;
      }
    }

    public synchronized long taken() {
      return taken;
    }

    public synchronized long refused() {
      return refused;
    }

    public synchronized long cases() {
      return taken + refused + valid;
    }
  }
}
