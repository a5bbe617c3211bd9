package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list of sets that may be in force. It only grows at its end, and shrinks to one entry when
 * that one is proven: there is no cancel, going back is another append (two changes before the
 * first proof would otherwise leave a set in force that Raft no longer knows).
 */
final class SyncList {
  /** More changes than this without a single proof mean that something else is wrong. */
  private static final int MAX_ENTRIES = 16;

  private SyncList() {}

  static Outcome append(ClusterState state, Command.AppendSet append) {
    if (!(state.reign() instanceof Reign.Open open) || !open.epoch().equals(append.epoch())) {
      return refused(state, "epoch " + append.epoch() + " is not open");
    }
    Optional<NodeId> unknown =
        append.set().members().stream()
            .filter(node -> !canBeCounted(state, open, node))
            .findFirst();
    if (unknown.isPresent()) {
      return refused(state, unknown.get() + " cannot be counted: no standby with a known instance");
    }
    boolean async = state.settings().mode() == Mode.ASYNC;
    if (async && !append.set().isEmpty()) {
      return refused(state, "in mode async nobody is counted");
    }
    if (state.inForce().size() >= MAX_ENTRIES) {
      return refused(state, "too many changes of the sync set without a proof");
    }
    List<SyncEntry> list = new ArrayList<>(state.inForce());
    list.add(new SyncEntry(state.nextEntry(), append.set(), state.settings().mode()));
    return new Outcome.Applied(
        Edit.of(state).inForce(list).nextEntry(state.nextEntry() + 1).build());
  }

  private static boolean canBeCounted(ClusterState state, Reign.Open open, NodeId node) {
    return !node.equals(open.primary())
        && !state.orders().isHeld(node)
        && !state.orders().isAway(node)
        && state
            .member(node)
            .map(member -> member.instance().isPresent() && !member.tags().nosync())
            .orElse(false);
  }

  /**
   * Only the last entry can be confirmed: what the primary applies is the last of the list. Once
   * nobody is waited for any more (mode async), no set says who has what was acknowledged before:
   * the floor does, for the bound on lag is no permission to lose that.
   */
  static Outcome confirm(ClusterState state, Command.ConfirmSet confirm) {
    if (!(state.reign() instanceof Reign.Open open) || !open.epoch().equals(confirm.epoch())) {
      return refused(state, "epoch " + confirm.epoch() + " is not open");
    }
    SyncEntry last = state.inForce().getLast();
    if (last.id() != confirm.entryId()) {
      return refused(state, "sync entry " + confirm.entryId() + " is not the last of the list");
    }
    boolean fromSync =
        last.mode() == Mode.ASYNC
            && state.inForce().stream().anyMatch(entry -> entry.mode() != Mode.ASYNC);
    if (!fromSync) {
      return new Outcome.Applied(Edit.of(state).inForce(List.of(last)).build());
    }
    if (confirm.marker().filter(at -> at.branch().equals(open.branch())).isEmpty()) {
      return refused(state, "it is not said where the WAL of the synchronous mode ends");
    }
    return new Outcome.Applied(
        Edit.of(state).inForce(List.of(last)).floor(higher(state, confirm.marker())).build());
  }

  private static Optional<Position> higher(ClusterState state, Optional<Position> marker) {
    return marker.filter(at -> state.floorLsn().isBefore(at.lsn())).or(state::floor);
  }
}
