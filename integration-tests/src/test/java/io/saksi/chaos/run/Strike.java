package io.saksi.chaos.run;

import java.time.Duration;
import java.util.Optional;

/**
 * One entry of a schedule.
 *
 * @param number from 1
 * @param occasion what the cluster is at
 * @param into how long it has been at that
 * @param hold how long the fault is left in, at least
 * @param second another one that comes before the cluster has recovered from it
 * @param rest how long the cluster is left alone afterwards, once it is whole
 */
record Strike(
    int number,
    FaultKind kind,
    Target target,
    Occasion occasion,
    Duration into,
    Duration hold,
    long draw,
    Optional<Second> second,
    Duration rest) {
  /** When a second fault comes. */
  enum Moment {
    /** While the first one is in force. */
    MEANWHILE,
    /** While the cluster recovers: a node is coming back, rewinds, clones, catches up. */
    DURING_RECOVERY
  }

  /**
   * A fault within another one's consequences.
   *
   * @param after since the first was put in, or was healed
   */
  record Second(FaultKind kind, Target target, Moment moment, Duration after, long draw) {}

  /** For people: {@code NODE_KILLED of the PRIMARY}. */
  String name() {
    return name(kind, target)
        + (occasion == Occasion.NOTHING ? "" : " in mid " + occasion)
        + second.map(s -> " + " + name(s.kind(), s.target()) + " " + s.moment()).orElse("");
  }

  private static String name(FaultKind kind, Target target) {
    return target == Target.ALL ? kind.name() : kind + " of " + target;
  }
}
