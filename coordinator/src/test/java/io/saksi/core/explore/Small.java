package io.saksi.core.explore;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Three nodes, a log that each reads at its own pace, and a leader's memory. */
final class Small {
  /**
   * The state after a log entry.
   *
   * @param hash of it, computed once
   */
  record Entry(ClusterState state, int hash) {
    static Entry of(ClusterState state) {
      return new Entry(state, state.hashCode());
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  final Breakage breakage;
  List<Entry> log = new ArrayList<>();
  List<Cell> cells = new ArrayList<>();
  Heard heard = Heard.NOTHING;

  /** How often each fault, and a commit, may still happen. */
  Map<Move.Kind, Integer> budget = new EnumMap<>(Move.Kind.class);

  /** The longest log of which a client was told that it is safe. */
  Wal acknowledged = Wal.EMPTY;

  /** A disk went back in time: what was flushed need not be there any more. */
  boolean wentBack;

  long openedEpoch;
  int instances;

  Small(Breakage breakage) {
    this.breakage = breakage;
  }

  Small copy() {
    Small s = new Small(breakage);
    s.log = new ArrayList<>(log);
    cells.forEach(cell -> s.cells.add(cell.copy()));
    s.heard = heard;
    s.budget = new EnumMap<>(budget);
    s.acknowledged = acknowledged;
    s.wentBack = wentBack;
    s.openedEpoch = openedEpoch;
    s.instances = instances;
    return s;
  }

  /** All of it as a value: two worlds with equal keys have the same futures. */
  List<Object> key() {
    List<Object> key = new ArrayList<>(log.subList(oldest(), log.size()));
    for (Cell cell : cells) {
      key.add(cell.applied - oldest());
      key.addAll(cell.key());
    }
    key.addAll(List.of(heard, budget, acknowledged, wentBack, openedEpoch, instances));
    return key;
  }

  private int oldest() {
    return cells.stream().mapToInt(cell -> cell.applied).min().orElseThrow();
  }

  ClusterState state() {
    return log.getLast().state();
  }

  ClusterState known(Cell cell) {
    return log.get(cell.applied).state();
  }

  Cell cell(NodeId id) {
    return cells.stream().filter(cell -> cell.id.equals(id)).findFirst().orElseThrow();
  }

  Optional<Cell> upstream(Cell cell) {
    return cell.upstream.map(of -> cell(of.node()));
  }

  InstanceId freshInstance() {
    return new InstanceId("copy-" + instances++);
  }

  boolean append(Command command, OptionalLong basedOn) {
    ClusterState before = state();
    if (!(Tampering.apply(before, command, basedOn, breakage) instanceof Outcome.Applied applied)) {
      return false;
    }
    ClusterState after = applied.state();
    Laws.appended(before, after);
    if (!after.equals(before)) {
      log.add(Entry.of(after));
    }
    if (!after.reign().equals(before.reign())) {
      heard = heard.reignChanged();
    }
    return true;
  }
}
