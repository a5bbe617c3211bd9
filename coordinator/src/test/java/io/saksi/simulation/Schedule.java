package io.saksi.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The faults of one run, made before it begins, so that they can be left out one by one. Half of
 * the runs take all kinds, the others only a few: what is rare in a mixture becomes common.
 */
final class Schedule {
  static final long QUIET = 4_000;
  static final long TROUBLE = 26_000;
  private static final double CHOSEN = 0.2;

  /** Of twenty seeds the one in which what the founder brought is lost while it is founded. */
  private static final int FOUNDER_STRUCK = 4;

  private Schedule() {}

  /**
   * @param focus the kinds that a known-bad variant needs, for half of its runs; may be empty
   */
  static List<Fault> of(long seed, Set<FaultKind> focus) {
    SplittableRandom random = new SplittableRandom(seed * 31 + 7);
    List<FaultKind> kinds = kinds(random, Shape.of(seed).operated(), focus);
    List<Fault> faults = new ArrayList<>();
    if (Math.floorMod(seed, 20) == FOUNDER_STRUCK && Shape.of(seed).adopted()) {
      // Its own draw, so that what follows is what it was.
      long early = new SplittableRandom(~seed).nextLong(QUIET / 20, QUIET / 2);
      faults.add(new Fault(early, FaultKind.LOSE_DATA, Fault.Aim.PRIMARY, 0, 0));
    }
    long at = QUIET;
    while (at < QUIET + TROUBLE) {
      faults.add(fault(random, kinds, at));
      at += random.nextLong(50, random.nextInt(10) < 3 ? 5_000 : 1_200);
    }
    return faults;
  }

  private static List<FaultKind> kinds(
      SplittableRandom random, boolean operated, Set<FaultKind> focus) {
    boolean few = random.nextBoolean();
    List<FaultKind> kinds = new ArrayList<>();
    for (FaultKind kind : FaultKind.values()) {
      boolean chosen = random.nextDouble() < CHOSEN && (operated || !kind.order);
      boolean mixed = !few && (operated || !kind.order);
      if (mixed || (few && (focus.isEmpty() ? chosen : focus.contains(kind)))) {
        for (int i = 0; i < kind.weight; i++) {
          kinds.add(kind);
        }
      }
    }
    return kinds.isEmpty() ? List.of(FaultKind.KILL_POSTGRES) : kinds;
  }

  private static Fault fault(SplittableRandom random, List<FaultKind> kinds, long at) {
    FaultKind kind = kinds.get(random.nextInt(kinds.size()));
    int dice = random.nextInt(10);
    Fault.Aim aim = dice < 4 ? Fault.Aim.PRIMARY : dice < 5 ? Fault.Aim.RAFT_LEADER : Fault.Aim.ANY;
    long lasts = random.nextLong(100, random.nextBoolean() ? 2_000 : 12_000);
    return new Fault(at, kind, aim, lasts, random.nextLong(1L << 40));
  }
}
