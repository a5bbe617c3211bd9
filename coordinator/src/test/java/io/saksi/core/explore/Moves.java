package io.saksi.core.explore;

import io.saksi.core.command.Command;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What each event does to the world; nothing happens where it cannot. */
final class Moves {
  private final Small world;

  private Moves(Small world) {
    this.world = world;
  }

  /** The world after the move; empty if it could not happen. */
  static Optional<Small> after(Small before, Move move) {
    Small world = before.copy();
    boolean limited = before.budget.containsKey(move.kind());
    if (limited && before.budget.get(move.kind()) == 0) {
      return Optional.empty();
    }
    world.budget.computeIfPresent(move.kind(), (_, left) -> left - 1);
    boolean happened = new Moves(world).happens(move);
    if (happened) {
      Laws.check(world);
    }
    return happened ? Optional.of(world) : Optional.empty();
  }

  private boolean happens(Move move) {
    return switch (move.kind()) {
      case DECIDE -> decide();
      case AGE -> age();
      case LEASE_PROOF -> leaseProof();
      case CHANGE_LEADER -> changeLeader();
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
          ROLL_BACK ->
          happensTo(move.kind(), world.cells.get(move.node()));
    };
  }

  private boolean happensTo(Move.Kind kind, Cell cell) {
    return switch (kind) {
      case REPORT -> report(cell);
      case APPLY -> apply(cell);
      case ACT -> act(cell);
      case STREAM -> stream(cell);
      case RENEW -> renew(cell);
      case COMMIT -> commit(cell);
      case LEASE_CLOSES -> leaseEnds(cell, false);
      case LEASE_KILLS -> leaseEnds(cell, true);
      case SILENCE -> silence(cell);
      case CRASH -> crash(cell);
      case STOP -> stop(cell);
      case DROP -> drop(cell);
      case ROLL_BACK -> rollBack(cell);
      case DECIDE, AGE, LEASE_PROOF, CHANGE_LEADER -> throw new AssertionError(kind);
    };
  }

  private boolean decide() {
    ClusterState state = world.state();
    List<Command> commands = world.heard.decide(state, world.breakage);
    return !commands.isEmpty()
        && world.append(commands.getFirst(), OptionalLong.of(state.version()))
        && !world.state().equals(state);
  }

  private boolean age() {
    Heard before = world.heard;
    world.heard = before.age();
    return !world.heard.equals(before);
  }

  /** Clock rates are bounded: whoever holds a lease has let it run out before this. */
  private boolean leaseProof() {
    boolean held = world.cells.stream().anyMatch(cell -> cell.lease);
    if (world.heard.leaseOver() || (held && world.breakage != Breakage.SKIP_LEASE_WAIT)) {
      return false;
    }
    world.heard = world.heard.leaseOver(true);
    return true;
  }

  private boolean changeLeader() {
    world.heard = Heard.NOTHING;
    return true;
  }

  private boolean report(Cell cell) {
    Heard before = world.heard;
    NodeReport report = Looks.report(cell, world.known(cell), world.breakage);
    ClusterView.Received last = before.received().get(cell.id);
    if (last != null && last.at().equals(Looks.NOW) && last.report().equals(report)) {
      return false;
    }
    world.heard = before.report(world.state(), report);
    return true;
  }

  /** Up to the next command that is no renewal: those change nothing that a node plans by. */
  private boolean apply(Cell cell) {
    if (cell.applied == world.log.size() - 1) {
      return false;
    }
    long version = world.known(cell).version();
    while (cell.applied < world.log.size() - 1 && world.known(cell).version() == version) {
      cell.applied++;
    }
    return true;
  }

  private boolean act(Cell cell) {
    List<Action> plan = NodePlanner.plan(world.known(cell), Looks.view(cell), Looks.NOW);
    if (plan.isEmpty()) {
      return false;
    }
    new Hands(world, cell).carryOut(plan.getFirst());
    return true;
  }

  private boolean stream(Cell cell) {
    if (cell.role != Cell.Role.STANDBY || cell.upstream.isEmpty()) {
      return false;
    }
    Cell from = world.upstream(cell).orElseThrow();
    List<Object> before = List.of(cell.wal, cell.streaming, List.copyOf(from.rows.values()));
    new Hands(world, cell).stream();
    return !before.equals(List.of(cell.wal, cell.streaming, List.copyOf(from.rows.values())));
  }

  private boolean renew(Cell cell) {
    ClusterState known = world.known(cell);
    if (!NodePlanner.renews(known, Looks.view(cell))) {
      return false;
    }
    ClusterState before = world.state();
    Command renew =
        new Command.Renew(cell.serves, 1, known.settings().leaseTtl(), floor(cell, known));
    boolean held = cell.lease;
    if (!world.append(renew, OptionalLong.empty()) || !cell.promised.equals(cell.serves)) {
      return false;
    }
    cell.lease = true;
    world.heard = world.heard.leaseOver(false);
    return !held || !world.state().equals(before);
  }

  /** What k members of every set in force are known to have flushed. */
  private static Optional<Position> floor(Cell cell, ClusterState state) {
    if (!(state.reign() instanceof Reign.Open open)) {
      return Optional.empty();
    }
    int floor = Integer.MAX_VALUE;
    for (SyncEntry entry : state.inForce()) {
      List<Integer> flushed =
          entry.set().members().stream()
              .map(member -> flushed(cell, member))
              .sorted(Comparator.reverseOrder())
              .toList();
      floor = entry.set().isEmpty() ? 0 : Math.min(floor, flushed.get(entry.set().k() - 1));
    }
    return floor == 0 ? Optional.empty() : Optional.of(new Position(open.branch(), new Lsn(floor)));
  }

  private static int flushed(Cell cell, NodeId member) {
    Cell.Row row = cell.rows.get(member.name());
    return row == null || row.has().length() > row.sent() ? 0 : row.has().length();
  }

  private boolean commit(Cell cell) {
    if (!cell.writable()) {
      return false;
    }
    cell.write();
    cell.waiting.add(cell.wal);
    new Hands(world, cell).acknowledge();
    return true;
  }

  private static boolean leaseEnds(Cell cell, boolean kill) {
    if (!cell.lease || (kill && !cell.writable())) {
      return false;
    }
    cell.lease = false;
    if (kill) {
      cell.stop(false);
      cell.proof = Optional.empty();
    } else if (cell.writable()) {
      cell.closeGate();
    }
    return true;
  }

  private boolean silence(Cell cell) {
    Optional<Heard> silent = world.heard.silence(cell.id);
    silent.ifPresent(heard -> world.heard = heard);
    return silent.isPresent();
  }

  private static boolean crash(Cell cell) {
    boolean changes = cell.runs() || cell.lease;
    cell.stop(false);
    cell.lease = false;
    return changes;
  }

  private static boolean stop(Cell cell) {
    boolean runs = cell.runs();
    if (runs) {
      cell.stop(true);
    }
    return runs;
  }

  private boolean drop(Cell cell) {
    boolean streams = cell.streaming;
    new Hands(world, cell).disconnect();
    return streams;
  }

  private boolean rollBack(Cell cell) {
    if (cell.role != Cell.Role.STANDBY || cell.wal.length() < 2) {
      return false;
    }
    cell.wal = cell.wal.first(cell.wal.length() - 1);
    cell.streaming = false;
    world.wentBack = true;
    return true;
  }
}
