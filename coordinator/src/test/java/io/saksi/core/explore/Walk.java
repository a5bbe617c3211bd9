package io.saksi.core.explore;

import io.saksi.core.explore.Move.Kind;
import java.util.List;
import java.util.Optional;

/**
 * One long way through the small world, without faults: if it could not complete a failover, an
 * exploration of it would prove little.
 */
final class Walk {
  private static final List<Kind> ORDER =
      List.of(Kind.APPLY, Kind.ACT, Kind.STREAM, Kind.REPORT, Kind.DECIDE, Kind.RENEW);
  private static final int MOST = 500;

  private Walk() {}

  /** The name of who is open at last, after a was killed. */
  static String toTheNextOpenPrimary() {
    Small world = Start.PRIMARY_DEAD.world(Breakage.NONE);
    for (int i = 0; i < MOST && world.cells.stream().noneMatch(Cell::writable); i++) {
      world = next(world);
    }
    return world.cells.stream()
        .filter(Cell::writable)
        .map(cell -> cell.id.name())
        .findFirst()
        .orElse("nobody");
  }

  private static Small next(Small world) {
    for (Kind kind : ORDER) {
      for (char node = 'a'; node <= 'c'; node++) {
        Move move = kind == Kind.DECIDE ? Move.of(kind) : Move.of(kind, node);
        Optional<Small> after = Moves.after(world, move);
        if (after.isPresent()) {
          return after.get();
        }
      }
    }
    return Moves.after(world, Move.of(Kind.AGE)).orElse(world);
  }
}
