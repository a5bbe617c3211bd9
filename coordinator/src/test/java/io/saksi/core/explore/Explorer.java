package io.saksi.core.explore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every order of events from a start, breadth first, so that the first breach is a shortest one.
 */
final class Explorer {
  /**
   * @param states different ones, by their full key
   * @param depth of the last layer that was gone through completely
   * @param breach how to get to a broken law, if there is one
   */
  record Result(long states, long transitions, int depth, Optional<String> breach) {}

  /** How a world was reached. */
  private record Path(Path before, Move move) {
    private static String text(Path path) {
      List<String> moves = new ArrayList<>();
      for (Path at = path; at != null; at = at.before) {
        moves.addFirst(at.move.toString());
      }
      return String.join(", ", moves);
    }
  }

  private record Reached(Small world, Path path) {}

  private static final List<Move> MOVES = moves();

  private final Set<Digest> seen = new HashSet<>();
  private long transitions;

  private Explorer() {}

  static Result explore(Start start, Breakage breakage, int depth) {
    return new Explorer().run(start.world(breakage), depth);
  }

  private static List<Move> moves() {
    List<Move> all = new ArrayList<>();
    for (Move.Kind kind : Move.Kind.values()) {
      switch (kind) {
        case DECIDE, LEASE_PROOF, AGE, CHANGE_LEADER -> all.add(Move.of(kind));
        case REPORT,
            APPLY,
            ACT,
            STREAM,
            RENEW,
            COMMIT,
            LEASE_CLOSES,
            LEASE_KILLS,
            SILENCE,
            CRASH,
            STOP,
            DROP,
            ROLL_BACK -> {
          for (char node = 'a'; node <= 'c'; node++) {
            all.add(Move.of(kind, node));
          }
        }
      }
    }
    return all;
  }

  private Result run(Small start, int depth) {
    List<Reached> layer = List.of(new Reached(start, null));
    seen.add(Digest.of(start.key()));
    for (int at = 0; at < depth; at++) {
      List<Reached> next = new ArrayList<>();
      for (Reached reached : layer) {
        Optional<String> breach = expand(reached, next);
        if (breach.isPresent()) {
          return new Result(seen.size(), transitions, at, breach);
        }
      }
      layer = next;
    }
    return new Result(seen.size(), transitions, depth, Optional.empty());
  }

  private Optional<String> expand(Reached from, List<Reached> next) {
    for (Move move : MOVES) {
      Path path = new Path(from.path, move);
      try {
        Moves.after(from.world, move)
            .ifPresent(world -> {
              transitions++;
              if (seen.add(Digest.of(world.key()))) {
                next.add(new Reached(world, path));
              }
            });
      } catch (Laws.Broken broken) {
        return Optional.of(broken.getMessage() + "; after " + Path.text(path));
      }
    }
    return Optional.empty();
  }
}
