package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.plan.Action;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * I6. Operator decisions are not undone: suspended, paused, in maintenance, mode, bounds, tags and
 * who is a member stay across any failover and restart until an operator, or the end that he set,
 * says otherwise.
 */
final class OperatorDecisions {
  /** For the agent's loop and the time that closing the gate takes, in milliseconds. */
  private static final long TAKEN_BACK = 2_500;

  /** Longer than a decision takes to be written. */
  private static final Duration SEEN = Duration.ofSeconds(1);

  private final World world;
  private final Set<Command> orders = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Integer> timelines = new TreeSet<>();
  private Optional<Cut> last = Optional.empty();

  /** Nodes that were verified after their maintenance. */
  long returns;

  /**
   * The last forced failover: whatever had left its history with it, or leaves it later, is kept.
   *
   * @param as the new primary's WAL when it opened
   * @param there what data each node had
   * @param released those that the operator let be overwritten since
   */
  private record Cut(Wal as, Map<NodeId, InstanceId> there, Set<NodeId> released) {}

  OperatorDecisions(World world) {
    this.world = world;
  }

  void ordered(Command command) {
    orders.add(command);
  }

  void appended(ClusterState before, Command command, ClusterState after) {
    if (command instanceof Command.Renew) {
      return;
    }
    boolean ordered = orders.contains(command);
    settingsStay(before, after, ordered);
    membersStay(before, command, after, ordered);
    pauseStays(before, after, ordered);
    holdsStay(before, command, after, ordered);
    maintenanceStays(before, command, after, ordered);
    whoIsAwayTakesNoPart(before, command, after);
    modesRule(before, command);
    forcedTargetOpens(before, command);
    heldTakeNoPart(after);
    if (command instanceof Command.Open && after.reign() instanceof Reign.Open open) {
      timelines.add(open.branch().timeline());
      before.orders().forced().ifPresent(forced -> cut(forced, after));
    }
    if (command instanceof Command.ResumeNode resume) {
      last.ifPresent(cut -> cut.released.add(resume.node()));
    }
    if (command instanceof Command.ClearSuspect clear) {
      clearedRightly(clear);
    }
  }

  private static void settingsStay(ClusterState before, ClusterState after, boolean ordered) {
    if (!ordered && !before.settings().equals(after.settings())) {
      throw new Violation("I6", "the settings changed to " + after.settings());
    }
  }

  private static void membersStay(
      ClusterState before, Command command, ClusterState after, boolean ordered) {
    for (Member member : before.members().values()) {
      Optional<Member> now = after.member(member.node());
      boolean kept = now.map(m -> m.tags().equals(member.tags())).orElse(false);
      boolean described =
          command instanceof Command.PutMember && !member.tags().pinned() && now.isPresent();
      if (!kept && !ordered && !described) {
        throw new Violation("I6", member.node() + " is not what the operator made it");
      }
    }
  }

  private void pauseStays(ClusterState before, ClusterState after, boolean ordered) {
    Optional<Orders.Pause> pause = before.orders().pause();
    if (pause.isEmpty() || ordered) {
      return;
    }
    boolean over =
        pause.get().until().map(until -> !world.wallClock().isBefore(until)).orElse(false);
    if (!over && !after.orders().pause().equals(pause)) {
      throw new Violation("I6", "the pause was ended before " + pause.get().until());
    }
    if (before.reign() instanceof Reign.Open && !(after.reign() instanceof Reign.Open)) {
      throw new Violation("I6", "a failover began while paused");
    }
  }

  private static void holdsStay(
      ClusterState before, Command command, ClusterState after, boolean ordered) {
    before
        .orders()
        .held()
        .forEach((node, hold) -> {
          Optional<Orders.Kind> now = after.orders().hold(node).map(Orders.Hold::kind);
          boolean judged =
              hold.kind() == Orders.Kind.SUSPECT
                  && (command instanceof Command.ClearSuspect
                      || command instanceof Command.SuspendNode
                      || command instanceof Command.RecordInstance);
          if (!now.equals(Optional.of(hold.kind())) && !ordered && !judged) {
            throw new Violation("I6", node + " was " + hold.kind() + " and is " + now);
          }
        });
  }

  /** It ends by an order, at its hour, because its node leads; and then the node is verified. */
  private void maintenanceStays(
      ClusterState before, Command command, ClusterState after, boolean ordered) {
    before
        .orders()
        .maintenance()
        .forEach((node, was) -> {
          Optional<Maintenance> now = Optional.ofNullable(after.orders().maintenance().get(node));
          Optional<NodeId> self = Optional.of(node);
          boolean leads =
              before.reign().leader().equals(self) || after.reign().leader().equals(self);
          boolean over = ordered || leads || !world.wallClock().isBefore(was.until());
          boolean back = was.comeback().isPresent();
          if (!back && !over && !after.orders().isInMaintenance(node)) {
            throw new Violation("I6", node + " was in maintenance until " + was.until());
          }
          boolean verified = command instanceof Command.FinishMaintenance && back;
          boolean unverified =
              command instanceof Command.EndMaintenance || (back && !ordered && !verified);
          if (unverified && now.isEmpty() && !leads && before.reign() instanceof Reign.Open) {
            throw new Violation("I6", node + " is back, and nobody has verified it");
          }
          if (verified) {
            returns++;
          }
        });
  }

  private static void whoIsAwayTakesNoPart(
      ClusterState before, Command command, ClusterState after) {
    for (NodeId node : after.orders().maintenance().keySet()) {
      if (after.isCounted(node) && !before.isCounted(node)) {
        throw new Violation("I6", node + " is counted, though it is in maintenance");
      }
      boolean promoted =
          command instanceof Command.Elect elect
              && elect.candidate().equals(node)
              && elect.accession() == Reign.Accession.PROMOTE;
      if (promoted && before.orders().isInMaintenance(node)) {
        throw new Violation("I6", node + " is elected, though it is in maintenance");
      }
    }
  }

  /** An operator was told that nobody needs the node. */
  static boolean isHis(ClusterState state, NodeId node) {
    return state.orders().isInMaintenance(node)
        && !state.isCounted(node)
        && !state.reign().leader().equals(Optional.of(node));
  }

  /** What he works on is his, as far as the node's own peer knows. */
  void begins(Node node, Action action) {
    boolean touches =
        switch (action) {
          case Action.Found _,
              Action.StartRecruit _,
              Action.StartInPlace _,
              Action.Promote _,
              Action.ShutDown _,
              Action.Rewind _,
              Action.Clone _ ->
              true;
          case Action.Promise _,
              Action.Revoke _,
              Action.StepDown _,
              Action.Follow _,
              Action.ApplySync _,
              Action.SetGate _,
              Action.Checkpoint _,
              Action.CheckFork _ ->
              false;
        };
    if (touches && isHis(node.state(), node.id)) {
      throw new Violation("I6", node.id + " is worked on, and its agent begins " + action);
    }
  }

  /** A failover obeys the modes of the reign that it ends. */
  private static void modesRule(ClusterState before, Command command) {
    if (!(command instanceof Command.Elect elect)
        || elect.accession() != Reign.Accession.PROMOTE
        || !(before.reign() instanceof Reign.Electing electing)) {
      return;
    }
    boolean meant =
        Policy.forced(before, electing).map(f -> f.target().equals(elect.candidate())).orElse(false)
            || Policy.planned(before, electing)
                .map(s -> s.target().equals(elect.candidate()))
                .orElse(false);
    boolean manual =
        before.inForce().stream()
            .anyMatch(entry ->
                entry.mode() == Mode.SYNC_MANUAL
                    || (entry.mode() == Mode.ASYNC && before.settings().asyncLagBound().isEmpty()));
    if (manual && !meant) {
      throw new Violation("I6", elect.candidate() + " is elected against the mode in force");
    }
  }

  /** The operator's target leads, the leader has seen it for a while, and gives it up. */
  private void forcedTargetOpens(ClusterState before, Command command) {
    if (!(command instanceof Command.BeginFailover begin)
        || begin.cause() != Cause.CANDIDATE_FAILED
        || !(before.reign() instanceof Reign.Elected elected)
        || world.raft.leader == null
        || before.orders().forced().filter(f -> f.epoch().equals(elected.epoch())).isEmpty()) {
      return;
    }
    ClusterView view = world.raft.leader.view();
    Moment now = world.raft.leader.node.clock();
    boolean forLong =
        view.sightings()
            .leadingSince()
            .map(since -> now.since(since).compareTo(SEEN) > 0)
            .orElse(false);
    boolean leads =
        view.report(elected.candidate())
            .filter(report ->
                before
                    .member(report.node())
                    .map(Member::instance)
                    .equals(Optional.of(report.instance())))
            .map(NodeReport::postgres)
            .filter(Postgres.Primary.class::isInstance)
            .map(Postgres.Primary.class::cast)
            .filter(primary -> primary.serves().equals(elected.epoch()))
            .filter(primary -> primary.timeline() == elected.branch().timeline())
            .filter(primary ->
                elected.position().map(at -> primary.flushed().isAtLeast(at.lsn())).orElse(false))
            .isPresent();
    if (forLong
        && leads
        && view.silence(elected.candidate(), now).compareTo(before.settings().silence()) <= 0) {
      throw new Violation("I6", elected.candidate() + " was forced and leads, and is given up");
    }
  }

  private static void heldTakeNoPart(ClusterState after) {
    for (NodeId node : after.orders().held().keySet()) {
      boolean proposed =
          after.reign() instanceof Reign.Elected elected
              && (elected.candidate().equals(node)
                  || elected.proposed().set().members().contains(node));
      if (after.orders().isSuspended(node) && (proposed || after.isCounted(node))) {
        throw new Violation("I6", node + " takes part, though it is held out");
      }
    }
  }

  private void cut(Orders.Forced forced, ClusterState after) {
    boolean opens =
        after.reign() instanceof Reign.Open open
            && open.epoch().equals(forced.epoch())
            && open.primary().equals(forced.target());
    Wal as = world.node(forced.target()).pg.head;
    if (!opens || as == null) {
      return;
    }
    Map<NodeId, InstanceId> there = new TreeMap<>();
    for (Node node : world.nodes) {
      boolean recorded =
          node.pg.instance != null
              && after
                  .member(node.id)
                  .flatMap(Member::instance)
                  .equals(Optional.of(node.pg.instance));
      if (recorded) {
        there.put(node.id, node.pg.instance);
      }
    }
    last = Optional.of(new Cut(as, there, new TreeSet<>()));
  }

  private void clearedRightly(Command.ClearSuspect clear) {
    Node node = world.node(clear.node());
    if (isCutOff(node)) {
      throw new Violation("I6", node.id + " is let go with " + node.pg.head);
    }
  }

  /** What a forced failover cut off may be the only copy of it. */
  void overwrites(Node node) {
    if (isCutOff(node)) {
      throw new Violation(
          "I6", node.id + " is overwritten, and nobody has looked at " + node.pg.head);
    }
  }

  private boolean isCutOff(Node node) {
    Wal head = node.pg.head;
    return last.filter(cut -> head != null && leaves(cut.as, head))
        .filter(_ -> !isPartOfTheHistory(head))
        .filter(cut -> node.pg.instance.equals(cut.there.get(node.id)))
        .filter(cut -> !cut.released.contains(node.id))
        .isPresent();
  }

  /** A later election may have gone by other WAL than that of the forced one. */
  private boolean isPartOfTheHistory(Wal head) {
    return world.raft.log.latest().reign() instanceof Reign.Open open
        && Optional.ofNullable(world.node(open.primary()).pg.head)
            .map(now -> now.contains(head) || head.contains(now))
            .orElse(false);
  }

  /** A branch that never opened holds nothing that anybody was told. */
  private boolean leaves(Wal as, Wal head) {
    if (as.contains(head) || head.contains(as)) {
      return false;
    }
    Wal both = head.commonWith(as);
    Wal first = head.back(both == null ? 1 : both.lsn() + 1);
    return first == null || timelines.contains(first.timeline());
  }

  /**
   * {@code exposed: block}, as far as its own peer knows. An opening that was on its way when the
   * set became empty is taken back within a bounded time.
   */
  void opened(Node node) {
    if (takesWritesThoughBlocked(node)) {
      int incarnation = node.pg.incarnation;
      world.after(
          TAKEN_BACK,
          () -> {
            if (node.pg.incarnation == incarnation && takesWritesThoughBlocked(node)) {
              throw new Violation("I6", node.id + " takes writes exposed, which is not allowed");
            }
          });
    }
  }

  private static boolean takesWritesThoughBlocked(Node node) {
    return node.agentRuns() && node.pg.writable() && Policy.blocksWrites(node.state());
  }
}
