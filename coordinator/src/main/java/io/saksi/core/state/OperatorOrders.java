package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The operator's words: mode, bounds, pause, tags, and who belongs to the cluster. */
final class OperatorOrders {
  private OperatorOrders() {}

  /** Only a wish: it comes into force with a sync entry, by the rules of the list. */
  static Outcome setMode(ClusterState state, Command.SetMode set) {
    if (set.lagBound().map(bound -> bound < 0).orElse(false)) {
      return refused(state, "a bound on lag is not negative");
    }
    return changed(state, Edit.of(state).settings(wished(state, set)));
  }

  private static Settings wished(ClusterState state, Command.SetMode set) {
    return state.settings().withMode(set.mode(), set.lagBound());
  }

  static Outcome setSettings(ClusterState state, Command.SetSettings set) {
    Settings wanted = set.settings();
    Settings known = state.settings();
    if (wanted.mode() != known.mode() || !wanted.asyncLagBound().equals(known.asyncLagBound())) {
      return refused(state, "the mode and its bound on lag are changed by their own command");
    }
    return changed(state, Edit.of(state).settings(wanted));
  }

  static Outcome pause(ClusterState state, Command.Pause pause) {
    if (!(state.reign() instanceof Reign.Open)) {
      return refused(state, "no primary is open: a pause now would keep the cluster without one");
    }
    if (state.orders().switchover().isPresent()) {
      return refused(state, "a switchover is under way: wait for it, or cancel it");
    }
    Orders.Pause paused = new Orders.Pause(pause.reason(), pause.until());
    return orders(state, state.orders().withPause(Optional.of(paused)));
  }

  static Outcome resume(ClusterState state) {
    return state.orders().pause().isEmpty()
        ? refused(state, "the cluster is not paused")
        : orders(state, state.orders().withPause(Optional.empty()));
  }

  static Outcome setTags(ClusterState state, Command.SetTags set) {
    Member member = state.members().get(set.node());
    if (member == null) {
      return refused(state, set.node() + " is no member");
    }
    return changed(
        state, Edit.of(state).members(with(state, member.withTags(set.tags().asPinned()))));
  }

  static Outcome removeMember(ClusterState state, Command.RemoveMember remove) {
    Optional<String> reason = whyNotRemove(state, remove.node());
    Orders.Hold removed =
        new Orders.Hold(Orders.Kind.REMOVED, state.reign().epoch(), "it was removed");
    return reason.isPresent()
        ? refused(state, remove.node() + " " + reason.get())
        : changed(
            state,
            Edit.of(state)
                .members(without(state, remove.node()))
                .orders(
                    state
                        .orders()
                        .withoutMaintenance(remove.node())
                        .holding(remove.node(), removed)));
  }

  private static Optional<String> whyNotRemove(ClusterState state, NodeId node) {
    if (state.member(node).isEmpty()) {
      return Optional.of("is no member");
    } else if (!(state.reign() instanceof Reign.Open open)) {
      return Optional.of("is not removed while no primary is open: it may be needed");
    } else if (open.primary().equals(node)) {
      return Optional.of("is the primary: switch over first");
    } else if (state.isCounted(node)) {
      return Optional.of("is in a sync set in force: tag it nosync, and wait until it is out");
    } else if (state.orders().isHeld(node)) {
      return Optional.of("is held out of replication: resume or detach it");
    } else if (state.orders().switchover().map(s -> s.target().equals(node)).orElse(false)) {
      return Optional.of("is the target of a switchover");
    }
    return Optional.empty();
  }

  static Map<NodeId, Member> without(ClusterState state, NodeId node) {
    Map<NodeId, Member> members = new TreeMap<>(state.members());
    members.remove(node);
    return members;
  }

  private static Map<NodeId, Member> with(ClusterState state, Member member) {
    Map<NodeId, Member> members = new TreeMap<>(state.members());
    members.put(member.node(), member);
    return members;
  }

  /** What a former primary is: needed until a successor opens. */
  static boolean isDeposed(ClusterState state, NodeId node) {
    return state.deposed().map(Deposed::primary).equals(Optional.of(node));
  }

  static Outcome orders(ClusterState state, Orders orders) {
    return changed(state, Edit.of(state).orders(orders));
  }

  /** What changes nothing does not raise the version: it may be said again without harm. */
  private static Outcome changed(ClusterState state, Edit edit) {
    return new Outcome.Applied(edit.buildSilently().equals(state) ? state : edit.build());
  }
}
