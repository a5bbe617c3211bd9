package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.state.ClusterState;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/** What was committed: every state that it went through, so that each node can lag behind. */
final class RaftLog {
  private final World world;
  private final List<ClusterState> states = new ArrayList<>();
  private final BitSet renewals = new BitSet();

  RaftLog(World world, ClusterState first) {
    this.world = world;
    states.add(first);
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
    Outcome outcome = Tampering.apply(world.variant, before, command, basedOn);
    boolean renewal = command instanceof Command.Renew;
    if (!(outcome instanceof Outcome.Applied applied)) {
      world.trace(() -> "refused " + command + ": " + ((Outcome.Refused) outcome).reason());
      return false;
    }
    states.add(applied.state());
    renewals.set(end(), renewal);
    if (!renewal) {
      world.trace(() ->
          "log v"
              + applied.state().version()
              + " "
              + command
              + ", sets "
              + applied.state().inForce());
    }
    world.invariants.appended(before, command, applied.state());
    return true;
  }
}
