package io.saksi.core.explore;

import io.saksi.core.model.Deposed;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import java.util.List;

/**
 * What must hold in every state. I1 and I2 are asked for as early as they are decided (at {@code
 * Elect} and with the recorded proof), so that a breach shows long before somebody opens.
 */
final class Laws {
  private Laws() {}

  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String what) {
      super(what);
    }
  }

  static void check(Small world) {
    ClusterState state = world.state();
    if (state.reign() instanceof Reign.Elected elected
        && elected.accession() == Reign.Accession.PROMOTE) {
      Cell candidate = world.cell(elected.candidate());
      require(
          candidate.wal.contains(world.acknowledged),
          "I1: " + candidate.id + " is elected without an acknowledged commit");
    }
    require(
        world.wentBack || isInAQuorum(world, state.inForce()),
        "I1: an acknowledged commit is on fewer than k members of every set in force");
    state.deposed().ifPresent(deposed -> checkFence(world, deposed));
    List<Cell> open = world.cells.stream().filter(Cell::writable).toList();
    require(open.size() < 2, "I2: two are open");
    open.forEach(cell -> checkOpen(world, cell));
  }

  /**
   * What the counting of positions rests on. With nobody counted there is nothing to count: only
   * the primary can be elected.
   */
  private static boolean isInAQuorum(Small world, List<SyncEntry> inForce) {
    return inForce.stream()
        .map(SyncEntry::set)
        .anyMatch(set -> {
          long have =
              set.members().stream()
                  .filter(member -> world.cell(member).wal.contains(world.acknowledged))
                  .count();
          return have >= set.k();
        });
  }

  private static void checkFence(Small world, Deposed deposed) {
    Cell former = world.cell(deposed.primary());
    boolean serves = former.writable() && former.serves.equals(deposed.epoch());
    require(
        deposed.fence().isEmpty() || !serves,
        "I2: " + former.id + " is recorded as fenced and is open");
  }

  private static void checkOpen(Small world, Cell cell) {
    require(
        cell.wal.contains(world.acknowledged),
        "I1: " + cell.id + " is open without an acknowledged commit");
    require(
        cell.serves.number() >= world.openedEpoch,
        "I4: " + cell.id + " is open for epoch " + cell.serves + " after a later one");
    require(
        !world.state().reign().epoch().isBefore(cell.serves), "I4: an epoch that Raft never gave");
  }

  /** A client was told that this is safe, or may read it. */
  static void acknowledged(Small world, Wal commit) {
    boolean oneHistory = commit.contains(world.acknowledged) || world.acknowledged.contains(commit);
    require(oneHistory, "I1: two histories were acknowledged");
    if (commit.contains(world.acknowledged)) {
      world.acknowledged = commit;
    }
  }

  static void contributed(Cell.Row row, Wal commit) {
    require(row.has().contains(commit), "I5: a standby acknowledged what it does not have");
  }

  static void overwrites(Small world, Cell cell) {
    boolean recorded =
        world
            .state()
            .member(cell.id)
            .orElseThrow()
            .instance()
            .filter(cell.instance::equals)
            .isPresent();
    require(!recorded || !world.state().isCounted(cell.id), "I5: overwritten while it is counted");
  }

  static void appended(ClusterState before, ClusterState after) {
    require(!after.reign().epoch().isBefore(before.reign().epoch()), "I4: the epoch went back");
    require(
        after.version() >= before.version() && after.nextEntry() >= before.nextEntry(),
        "I4: a counter went back");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new Broken(otherwise);
    }
  }
}
