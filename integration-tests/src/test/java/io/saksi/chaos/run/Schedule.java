package io.saksi.chaos.run;

import io.saksi.chaos.run.Strike.Moment;
import io.saksi.chaos.run.Strike.Second;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What happens when, determined by a seed: the same seed gives the same strikes on every machine
 * ({@link Random}'s sequence is part of its specification), and more of them begin with the same.
 */
final class Schedule {
  /** Longer than the lease: what is stopped for less was hardly stopped. */
  private static final Duration ONCE_HELD = Duration.ofSeconds(5);

  private static final List<Occasion> WORKS =
      List.of(Occasion.SWITCHOVER, Occasion.UPGRADE, Occasion.MEMBERSHIP);
  private static final int SHORTEST_MILLIS = 500;
  private static final int USUAL_MILLIS = 6_000;
  private static final int LONG_MILLIS = 60_000;
  private static final int LONG_ONE_IN = 40;
  private static final int SECOND_ONE_IN = 4;
  private static final int SECOND_WITHIN_MILLIS = 4_000;
  private static final int REST_MILLIS = 500;
  private static final int OCCASION_ONE_IN = 6;

  /** Of a switchover with nothing against it, on a slow machine: how long it takes. */
  private static final int INTO_MILLIS = 1_200;

  private static final Duration ONCE_INTO = Duration.ofMillis(300);

  private Schedule() {}

  /**
   * @param kinds to draw from
   */
  static List<Strike> of(long seed, int faults, List<FaultKind> kinds) {
    return of(seed, faults, kinds, Optional.empty());
  }

  /**
   * @param kinds to draw from
   * @param during what the cluster is at each time; empty: as drawn, mostly at nothing
   */
  static List<Strike> of(long seed, int faults, List<FaultKind> kinds, Optional<Occasion> during) {
    Random random = new Random(seed);
    List<Strike> strikes = new ArrayList<>();
    List<FaultKind> rest = new ArrayList<>();
    for (int number = 1; number <= faults; number++) {
      if (rest.isEmpty()) {
        rest.addAll(kinds); // drawn without putting back: none is left out for long
      }
      FaultKind kind = rest.remove(random.nextInt(rest.size()));
      Target target = kind.targets().get(random.nextInt(kind.targets().size()));
      Duration hold = hold(random);
      long draw = random.nextLong();
      Optional<Second> second =
          random.nextInt(SECOND_ONE_IN) == 0 ? Optional.of(second(random)) : Optional.empty();
      Duration pause = Duration.ofMillis(random.nextInt(REST_MILLIS));
      Occasion drawn = occasion(random);
      Occasion occasion = during.orElse(drawn);
      Duration into = Duration.ofMillis(random.nextInt(INTO_MILLIS));
      strikes.add(new Strike(number, kind, target, occasion, into, hold, draw, second, pause));
    }
    return strikes;
  }

  private static Occasion occasion(Random random) {
    if (random.nextInt(OCCASION_ONE_IN) != 0) {
      return Occasion.NOTHING;
    }
    return WORKS.get(random.nextInt(WORKS.size()));
  }

  /** Each of these once, on whom it hits hardest; then the primary's end in mid work, if wanted. */
  static List<Strike> once(List<FaultKind> kinds) {
    List<Strike> strikes = new ArrayList<>();
    for (FaultKind kind : kinds) {
      strikes.add(once(strikes.size() + 1, kind, kind.targets().getFirst(), Occasion.NOTHING));
    }
    if (kinds.contains(FaultKind.DISK_STALLED)) {
      // Where it hits hardest there are two: who cannot write leads PostgreSQL, or leads Raft.
      strikes.add(
          once(strikes.size() + 1, FaultKind.DISK_STALLED, Target.RAFT_LEADER, Occasion.NOTHING));
    }
    if (kinds.contains(FaultKind.NODE_KILLED)) {
      for (Occasion occasion : WORKS) {
        strikes.add(once(strikes.size() + 1, FaultKind.NODE_KILLED, Target.PRIMARY, occasion));
      }
    }
    return strikes;
  }

  private static Strike once(int number, FaultKind kind, Target target, Occasion occasion) {
    return new Strike(
        number,
        kind,
        target,
        occasion,
        ONCE_INTO,
        ONCE_HELD,
        number,
        Optional.empty(),
        Duration.ZERO);
  }

  /** One kind again and again, on the primary, for no longer than it takes. */
  static List<Strike> times(FaultKind kind, int times) {
    List<Strike> strikes = new ArrayList<>();
    for (int number = 1; number <= times; number++) {
      strikes.add(once(number, kind, Target.PRIMARY, Occasion.NOTHING));
    }
    return strikes;
  }

  private static Duration hold(Random random) {
    int most = random.nextInt(LONG_ONE_IN) == 0 ? LONG_MILLIS : USUAL_MILLIS;
    return Duration.ofMillis(SHORTEST_MILLIS + random.nextInt(most));
  }

  /** Never one that needs everybody to be there, nor one that takes what the first one left. */
  private static Second second(Random random) {
    List<FaultKind> possible =
        List.of(
            FaultKind.POSTMASTER_KILLED,
            FaultKind.AGENT_KILLED,
            FaultKind.AGENT_STOPPED,
            FaultKind.NODE_KILLED,
            FaultKind.NODE_FROZEN,
            FaultKind.CUT_OFF,
            FaultKind.CUT_FROM_AGENTS,
            FaultKind.PACKETS_LOST);
    FaultKind kind = possible.get(random.nextInt(possible.size()));
    Target target = kind.targets().get(random.nextInt(kind.targets().size()));
    Moment moment = random.nextBoolean() ? Moment.MEANWHILE : Moment.DURING_RECOVERY;
    Duration after = Duration.ofMillis(random.nextInt(SECOND_WITHIN_MILLIS));
    return new Second(kind, target, moment, after, random.nextLong());
  }
}
