package io.saksi.simulation;

import java.util.List;
import java.util.Optional;

/** One seed: a cluster is founded, suffers, and has to be well again within a bound. */
final class Run {
  /** How long after the last fault the cluster may take to be whole again, in milliseconds. */
  static final long RECOVERY = 45_000;

  private static final double GONE_FOR_GOOD = 0.3;
  private static final double TIDIES = 0.7;
  private static final long END_OF_FAULTS = Schedule.QUIET + Schedule.TROUBLE + 4_000;

  final World world;
  final List<Fault> schedule;
  final Faults faults;
  private final Liveness liveness;

  Run(long seed, Variant variant, List<Fault> schedule, boolean tracing) {
    world = new World(Shape.of(seed), variant, tracing);
    this.schedule = schedule;
    faults = new Faults(world);
    liveness = new Liveness(world);
  }

  static Run of(long seed, Variant variant) {
    return new Run(seed, variant, Schedule.of(seed, variant.focus()), false);
  }

  boolean recoverable() {
    return liveness.required();
  }

  /**
   * @throws Violation of the first invariant that does not hold
   */
  void run() {
    for (Fault fault : schedule) {
      world.at(fault.at(), () -> faults.strike(fault));
    }
    world.runUntil(END_OF_FAULTS);
    Optional<Node> gone = Optional.empty();
    if (world.chance(GONE_FOR_GOOD)) {
      Node any = world.nodes[(int) world.between(0, world.nodes.length - 1)];
      gone = Optional.of(any).filter(liveness::canDoWithout);
    }
    faults.end(gone);
    world.operator.doesWithout(gone);
    if (world.chance(TIDIES)) {
      world.operator.tidyUp();
    }
    liveness.begin(gone);
    Optional<String> wrong = liveness.wrong();
    while (wrong.isPresent() && world.now() < END_OF_FAULTS + RECOVERY) {
      world.runUntil(world.now() + 500);
      wrong = liveness.wrong();
    }
    if (wrong.isPresent() && liveness.required() && liveness.isStillPossible()) {
      throw new Violation("L1", wrong.get());
    }
  }
}
