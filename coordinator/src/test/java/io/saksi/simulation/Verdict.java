package io.saksi.simulation;

import java.util.List;
import java.util.Optional;

/**
 * What one run came to.
 *
 * @param failovers reigns that opened after the first
 * @param returns nodes that were verified after their maintenance
 * @param failure what did not hold; an exception of the core itself counts too
 */
record Verdict(
    long seed,
    long events,
    long faults,
    long failovers,
    long acknowledged,
    long reads,
    long returns,
    boolean recoverable,
    long virtualMillis,
    Optional<RuntimeException> failure) {
  static Verdict of(long seed, Variant variant) {
    return of(seed, Run.of(seed, variant));
  }

  static Verdict of(long seed, Variant variant, List<Fault> schedule) {
    return of(seed, new Run(seed, variant, schedule, false));
  }

  static Verdict of(long seed, Run run) {
    Optional<RuntimeException> failure = Optional.empty();
    try {
      run.run();
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
    World world = run.world;
    long opened = world.raft.log.latest().history().current() == 0 ? 0 : world.invariants.openings;
    return new Verdict(
        seed,
        world.events(),
        run.faults.struck,
        Math.max(0, opened - 1),
        world.invariants.durability.acknowledgements,
        world.clients.reads,
        world.invariants.operator.returns,
        run.recoverable(),
        world.now(),
        failure);
  }

  /** The name of the invariant, or {@code crash}; empty if all went well. */
  String broken() {
    return failure
        .map(f -> f instanceof Violation violation ? violation.invariant() : "crash")
        .orElse("");
  }
}
