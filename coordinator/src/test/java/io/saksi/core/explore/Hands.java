package io.saksi.core.explore;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.plan.Action;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/** Carries out a node's action, all at once, as the agent does: checked at the moment of effect. */
final class Hands {
  private final Small world;
  private final Cell cell;

  Hands(Small world, Cell cell) {
    this.world = world;
    this.cell = cell;
  }

  void carryOut(Action action) {
    switch (action) {
      case Action.Promise promise -> cell.promise(promise.epoch());
      case Action.Revoke revoke -> revoke(revoke.epoch());
      case Action.StepDown down -> {
        cell.stop(false);
        cell.promise(down.epoch());
      }
      case Action.Found _ -> throw new AssertionError("the small world is founded");
      case Action.StartRecruit _ -> cell.start(Cell.Role.STANDBY);
      case Action.StartInPlace start -> startAsPrimary(start.epoch());
      case Action.Follow follow -> follow(follow);
      case Action.Promote promote -> promote(promote);
      case Action.ApplySync apply -> applySync(apply);
      case Action.SetGate gate -> setGate(gate.gate());
      case Action.ShutDown _ -> cell.stop(true);
      case Action.Checkpoint _ -> {}
      case Action.CheckFork check -> checkFork(check);
      case Action.Rewind rewind -> overwrite(rewind.upstream());
      case Action.Clone clone -> overwrite(clone.upstream());
    }
  }

  private void revoke(Epoch epoch) {
    cell.promise(epoch);
    if (world.breakage != Breakage.SKIP_REVOCATION) {
      disconnect();
      cell.upstream = Optional.empty();
    }
  }

  void disconnect() {
    cell.upstream.ifPresent(of -> world.cell(of.node()).rows.remove(of.name()));
    cell.streaming = false;
  }

  private void follow(Action.Follow follow) {
    disconnect();
    cell.upstream = Optional.of(new Postgres.Upstream(follow.upstream(), follow.name()));
  }

  private void startAsPrimary(Epoch epoch) {
    cell.start(Cell.Role.PRIMARY);
    cell.serves = epoch;
    cell.proof = Optional.empty();
    cell.write();
  }

  private void promote(Action.Promote promote) {
    disconnect();
    cell.upstream = Optional.empty();
    cell.rows.clear();
    cell.forkedAt = Optional.of(cell.wal.end());
    cell.wal = cell.wal.write(promote.branch().timeline(), promote.epoch().number());
    startAsPrimary(promote.epoch());
  }

  private void applySync(Action.ApplySync apply) {
    if (apply.sync().id() < cell.highestEntry) {
      return;
    }
    cell.highestEntry = apply.sync().id();
    cell.setting = Optional.of(apply.sync());
    cell.write();
    cell.proof = Optional.of(new Postgres.SyncProof(apply.sync().id(), cell.wal.end()));
    acknowledge();
  }

  private void setGate(Gate gate) {
    if (gate == Gate.CLOSED) {
      cell.closeGate();
    } else if (gate == Gate.WRITE && cell.role == Cell.Role.PRIMARY && cell.lease) {
      cell.gate = gate;
      world.openedEpoch = Math.max(world.openedEpoch, cell.serves.number());
      Laws.check(world);
      // Whatever it holds can be read from now on.
      Laws.acknowledged(world, cell.wal);
    }
  }

  private void checkFork(Action.CheckFork check) {
    long leavesAt = check.leavesAt().value();
    boolean follows =
        cell.wal.timeline() == check.from() && (leavesAt < 0 || cell.wal.length() <= leavesAt);
    cell.fork = Optional.of(new NodeView.ForkVerdict(check.target().timeline(), follows));
  }

  private void overwrite(NodeId from) {
    Laws.overwrites(world, cell);
    Cell source = world.cell(from);
    if (source.role == Cell.Role.PRIMARY) {
      cell.stop(false);
      cell.instance = world.freshInstance();
      cell.wal = source.wal;
      cell.wasPrimary = false;
      cell.forkedAt = Optional.empty();
    }
  }

  /** What the setting in force releases, as PostgreSQL counts: by name, believing every row. */
  void acknowledge() {
    while (!cell.waiting.isEmpty() && cell.writable() && cell.setting.isPresent()) {
      Wal commit = cell.waiting.getFirst();
      var set = cell.setting.get().set();
      var flushed =
          set.members().stream()
              .map(member -> cell.rows.get(member.name()))
              .filter(row -> row != null && row.has().length() >= commit.length())
              .toList();
      if (flushed.size() < set.k()) {
        return;
      }
      flushed.forEach(row -> Laws.contributed(row, commit));
      cell.waiting.removeFirst();
      Laws.acknowledged(world, commit);
    }
  }

  /** Receives all that its upstream has; a receiver notices here that its upstream is gone. */
  void stream() {
    Cell from = world.upstream(cell).orElseThrow();
    Wal theirs = from.wal;
    Wal common = theirs.commonWith(cell.wal);
    cell.streaming =
        from.runs()
            && common.length() > 0
            && (!cell.wal.contains(theirs) || theirs.equals(cell.wal));
    if (!cell.streaming) {
      return;
    }
    if (theirs.contains(cell.wal)) {
      cell.wal = theirs;
      common = theirs;
    }
    from.rows.put(cell.upstream.orElseThrow().name(), new Cell.Row(common.length(), cell.wal));
    new Hands(world, from).acknowledge();
  }
}
