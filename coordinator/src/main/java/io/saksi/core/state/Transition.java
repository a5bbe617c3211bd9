package io.saksi.core.state;

import io.saksi.core.command.Command;
import io.saksi.core.command.Level;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every command's effect: to which reign or part of the state it belongs, and what is refused. */
final class Transition {
  private static final int MAX_MEMBERS = 100;

  private Transition() {}

  static Outcome of(ClusterState state, Command command) {
    return Level.since(command) > state.level() && !(command instanceof Command.RaiseLevel)
        ? refused(
            state,
            "an agent of this cluster may be of an older Saksi, which does not understand it:"
                + " upgrade every node, and see that each is heard")
        : apply(state, command);
  }

  private static Outcome apply(ClusterState state, Command command) {
    return switch (command) {
      case Command.CreateCluster _ -> refused(state, "the cluster exists already");
      case Command.PutMember put -> putMember(state, put.member());
      case Command.RecordInstance record -> recordInstance(state, record);
      case Command.AskFence ask -> FenceQuestion.answer(state, ask);
      case Command.Found found -> Founding.found(state, found);
      case Command.BeginFailover begin -> Ending.beginFailover(state, begin);
      case Command.Elect elect -> Election.elect(state, elect);
      case Command.RecordFence fence -> Installation.recordFence(state, fence);
      case Command.Open open -> Installation.open(state, open);
      case Command.Renew renew -> Lease.renew(state, renew);
      case Command.AppendSet append -> SyncList.append(state, append);
      case Command.ConfirmSet confirm -> SyncList.confirm(state, confirm);
      case Command.SetMode set -> OperatorOrders.setMode(state, set);
      case Command.SetSettings set -> OperatorOrders.setSettings(state, set);
      case Command.SetConfiguration set -> Configuring.set(state, set);
      case Command.RaiseLevel raise -> raised(state, raise.level());
      case Command.Pause pause -> OperatorOrders.pause(state, pause);
      case Command.Resume _ -> OperatorOrders.resume(state);
      case Command.SetTags set -> OperatorOrders.setTags(state, set);
      case Command.RemoveMember remove -> OperatorOrders.removeMember(state, remove);
      case Command.BeginSwitchover begin -> PlannedSwitch.begin(state, begin);
      case Command.ScheduleSwitchover schedule -> Scheduling.schedule(state, schedule);
      case Command.EndSchedule end -> Scheduling.end(state, end);
      case Command.RecordShutdown record -> PlannedSwitch.shutDown(state, record);
      case Command.CancelSwitchover cancel -> PlannedSwitch.cancel(state, cancel);
      case Command.FinishRollback finish -> PlannedSwitch.finishRollback(state, finish);
      case Command.ForceFailover force -> Forcing.force(state, force);
      case Command.SuspendNode suspend -> Forcing.suspend(state, suspend);
      case Command.ClearSuspect clear -> Forcing.clear(state, clear);
      case Command.ResumeNode resume -> Forcing.resume(state, resume);
      case Command.DetachNode detach -> Forcing.detach(state, detach);
      case Command.BeginMaintenance begin -> Upkeep.begin(state, begin);
      case Command.EndMaintenance end -> Upkeep.end(state, end);
      case Command.FinishMaintenance finish -> Upkeep.finish(state, finish);
      case Command.SpendToken spend -> Tokens.spend(state, spend);
      case Command.Recover recover -> Recovery.recover(state, recover);
    };
  }

  private static Outcome raised(ClusterState state, int level) {
    return level <= state.level()
        ? refused(state, "the cluster is at level " + state.level() + " already")
        : Edit.of(state).level(level).applied();
  }

  static Outcome refused(ClusterState state, String reason) {
    return new Outcome.Refused(state, reason);
  }

  private static Outcome putMember(ClusterState state, Member described) {
    Member known = state.members().get(described.node());
    Optional<Orders.Hold> hold = state.orders().hold(described.node());
    if (known == null && hold.isPresent()) {
      boolean removed = hold.get().kind() == Orders.Kind.REMOVED;
      return refused(
          state,
          described.node()
              + (removed ? " was removed" : " was detached, its data is kept")
              + ": resume it before it joins");
    }
    Member member = known == null ? described.withoutInstance() : known.movedTo(described);
    if (member.equals(known)) {
      return new Outcome.Applied(state);
    }
    if (known == null && state.members().size() >= MAX_MEMBERS) {
      return refused(state, "a cluster has at most " + MAX_MEMBERS + " nodes");
    }
    Optional<NodeId> twin = sharesSlot(state, described.node());
    if (known == null && twin.isPresent()) {
      return refused(
          state,
          described.node()
              + " would share the replication slot "
              + described.node().slotName()
              + " with "
              + twin.get()
              + ": in a slot's name '-' is '_'; give it another name");
    }
    Map<NodeId, Member> members = new TreeMap<>(state.members());
    members.put(member.node(), member);
    return new Outcome.Applied(Edit.of(state).members(members).build());
  }

  /**
   * Two members on one slot: neither would keep the WAL that the other needs, and the second could
   * not stream.
   */
  private static Optional<NodeId> sharesSlot(ClusterState state, NodeId node) {
    return state.members().keySet().stream()
        .filter(member -> member.slotName().equals(node.slotName()))
        .findFirst();
  }

  /**
   * A new data directory must not speak for the old one. So a node that is counted by a set in
   * force, or that leads, keeps the instance on record, and its positions do not count until it was
   * taken out of every set.
   */
  private static Outcome recordInstance(ClusterState state, Command.RecordInstance record) {
    Member member = state.members().get(record.node());
    if (member == null || !member.holdsData()) {
      return refused(state, record.node() + " is no data node of this cluster");
    }
    boolean first = member.instance().isEmpty() || isFounding(state);
    boolean leads = state.reign().leader().equals(Optional.of(record.node()));
    boolean deposed =
        state.deposed().map(d -> d.primary().equals(record.node())).orElse(false)
            && !(state.reign() instanceof Reign.Open);
    boolean counted = state.isCounted(record.node()) || isProposed(state, record.node());
    if (!first && (leads || deposed || counted)) {
      return refused(state, record.node() + " is counted with the instance on record");
    }
    Map<NodeId, Member> members = new TreeMap<>(state.members());
    members.put(record.node(), member.withInstance(record.instance()));
    Map<NodeId, Position> positions = new TreeMap<>(state.positions());
    positions.remove(record.node());
    return Edit.of(state)
        .members(members)
        .positions(positions)
        .orders(first ? state.orders() : afterNewData(state, record.node()))
        .applied();
  }

  /** Other data than that which was suspected. What an operator is to decide about stays so. */
  private static Orders afterNewData(ClusterState state, NodeId node) {
    return state.orders().isSuspended(node) ? state.orders() : state.orders().lettingGo(node);
  }

  /** Nothing was ever acknowledged: what the founder made anew is as good as what it lost. */
  private static boolean isFounding(ClusterState state) {
    return state.reign() instanceof Reign.Elected elected && elected.makesTheFirst();
  }

  private static boolean isProposed(ClusterState state, NodeId node) {
    return state.reign() instanceof Reign.Elected elected
        && elected.proposed().set().members().contains(node);
  }
}
