package io.saksi.core.harness;

import io.saksi.core.Altered;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The replicated log: every state that it went through, so that each node can lag behind. */
final class Log {
  private final World world;
  private final List<ClusterState> states = new ArrayList<>();
  private final List<Boolean> renewals = new ArrayList<>();

  Log(World world, ClusterState first) {
    this.world = world;
    states.add(first);
    renewals.add(false);
  }

  int end() {
    return states.size() - 1;
  }

  ClusterState at(int index) {
    return states.get(index);
  }

  ClusterState latest() {
    return states.getLast();
  }

  boolean isRenewal(int index) {
    return renewals.get(index);
  }

  boolean append(Command command, OptionalLong basedOn) {
    ClusterState before = latest();
    Outcome outcome = apply(before, command, basedOn);
    if (!(outcome instanceof Outcome.Applied applied)) {
      world.trace(() -> "refused " + command + ": " + outcome);
      return false;
    }
    world.invariants.appended(before, applied.state());
    states.add(applied.state());
    renewals.add(command instanceof Command.Renew);
    if (!(command instanceof Command.Renew)) {
      world.trace(() ->
          "log v"
              + applied.state().version()
              + " "
              + command
              + "\n          sets "
              + applied.state().inForce());
    }
    return true;
  }

  private Outcome apply(ClusterState state, Command command, OptionalLong basedOn) {
    if (world.variant == Variant.ONE_MEMBER_TOO_FEW
        && command instanceof Command.Elect
        && oneTooFew(state).apply(command, basedOn) instanceof Outcome.Applied applied) {
      return new Outcome.Applied(withSets(applied.state(), state.inForce()));
    }
    return state.apply(command, basedOn);
  }

  /** The state in which one member fewer is needed in every set. */
  static ClusterState oneTooFew(ClusterState state) {
    return withSets(
        state,
        state.inForce().stream()
            .map(entry ->
                entry.set().k() < entry.set().members().size()
                    ? new SyncEntry(
                        entry.id(),
                        SyncSet.any(entry.set().k() + 1, entry.set().members()),
                        entry.mode())
                    : entry)
            .toList());
  }

  private static ClusterState withSets(ClusterState s, List<SyncEntry> sets) {
    return Altered.like(s).inForce(sets).state();
  }
}
