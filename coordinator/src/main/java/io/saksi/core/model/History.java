package io.saksi.core.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tree of timelines that Raft allotted, and which of them is the last that opened. Along a path
 * of this tree LSNs grow, so that positions can be compared; off the path they cannot.
 *
 * @param forks every timeline allotted, by number
 * @param current the timeline of the last reign that opened; 0 while there was none
 */
public record History(Map<Integer, Fork> forks, int current) {
  public static final History EMPTY = new History(Map.of(), 0);

  public History {
    forks = Collections.unmodifiableMap(new TreeMap<>(forks));
  }

  /**
   * Where a timeline begins.
   *
   * @param parent the timeline it leaves; 0 for the first
   * @param at where it leaves it. Until its primary opened ({@code exact} false) only a lower
   *     bound: the elected position
   */
  public record Fork(Branch branch, int parent, Lsn at, boolean exact) {}

  /** A number that was never allotted. */
  public int nextTimeline() {
    return forks.keySet().stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
  }

  public Optional<Branch> branch(int timeline) {
    return Optional.ofNullable(forks.get(timeline)).map(Fork::branch);
  }

  public History allot(Branch branch, int parent, Lsn atLeast) {
    return with(new Fork(branch, parent, atLeast, false), current);
  }

  /**
   * Passes over every number below this one, which nobody writes to: others may have allotted them.
   */
  public History burnedUpTo(Branch branch) {
    return with(new Fork(branch, 0, Lsn.ZERO, true), current);
  }

  /** The branch's primary opens: it is what everybody follows from now on. */
  public History opened(Branch branch, Optional<Lsn> forkedAt) {
    Fork known = forks.get(branch.timeline());
    Fork exact =
        new Fork(
            branch, known.parent, forkedAt.orElse(known.at), known.exact || forkedAt.isPresent());
    return with(exact, branch.timeline());
  }

  private History with(Fork fork, int opened) {
    Map<Integer, Fork> all = new TreeMap<>(forks);
    all.put(fork.branch.timeline(), fork);
    return new History(all, opened);
  }

  /**
   * How much of the current history a position covers, as an LSN on the current branch. On a branch
   * that was elected but never opened no commit was ever acknowledged, so there it covers just what
   * was elected.
   *
   * @return empty if the position lies on a superseded branch, or beyond the point where history
   *     went another way
   */
  public Optional<Lsn> covers(Position position) {
    int timeline = position.branch().timeline();
    if (timeline == current || isAncestor(timeline, current)) {
      return follows(position, current) ? Optional.of(position.lsn()) : Optional.empty();
    }
    for (int at = timeline; forks.containsKey(at); at = forks.get(at).parent) {
      if (forks.get(at).parent == current) {
        return Optional.of(forks.get(at).at);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a node at {@code position} may go on along the branch {@code target} as it is, without
   * a rewind: its timeline is the target's or an ancestor's, and it does not reach beyond the fork.
   */
  public boolean follows(Position position, int target) {
    int timeline = position.branch().timeline();
    if (!branch(timeline).equals(Optional.of(position.branch()))) {
      return false;
    }
    int at = target;
    while (at != timeline) {
      Fork fork = forks.get(at);
      if (fork == null) {
        return false;
      }
      if (fork.parent == timeline && fork.at.isBefore(position.lsn())) {
        return false;
      }
      at = fork.parent;
    }
    return true;
  }

  /**
   * Where the path to {@code target} leaves {@code timeline}: WAL of that timeline beyond this is
   * not part of the target's history.
   *
   * @return empty if the timeline is not on the path; the greatest LSN there is if it is the target
   *     itself
   */
  public Optional<Lsn> leaves(int timeline, int target) {
    if (timeline == target && forks.containsKey(target)) {
      return Optional.of(new Lsn(-1));
    }
    for (int at = target; forks.containsKey(at); at = forks.get(at).parent) {
      if (forks.get(at).parent == timeline) {
        return Optional.of(forks.get(at).at);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether the timeline was made by a candidate, on top of the current one, that did not get as
   * far as opening.
   */
  public boolean neverOpened(int timeline) {
    return timeline != current && isAncestor(current, timeline);
  }

  private boolean isAncestor(int ancestor, int of) {
    for (int at = of; forks.containsKey(at); at = forks.get(at).parent) {
      if (forks.get(at).parent == ancestor) {
        return true;
      }
    }
    return false;
  }
}
