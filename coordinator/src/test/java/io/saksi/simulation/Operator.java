package io.saksi.simulation;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.decide.Forceable;
import io.saksi.core.decide.Upkeep;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Settings;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Gives orders in the middle of faults, and may put things right in the end. */
final class Operator {
  private static final Tags USUAL = Tags.of(1);

  private final World world;
  private final Settings usual;
  private boolean tidies;
  private Optional<NodeId> gone = Optional.empty();

  Operator(World world, Settings usual) {
    this.world = world;
    this.usual = usual;
  }

  void act(Fault order, Node node) {
    SplittableRandom dice = new SplittableRandom(order.detail());
    ClusterState state = world.raft.log.latest();
    switch (order.kind()) {
      case SWITCH_OVER ->
          guarded(
              new Command.BeginSwitchover(
                  state.reign().epoch(),
                  anyData(dice).id,
                  Duration.ofMillis(dice.nextLong(300, 8_000))));
      case CANCEL_SWITCHOVER ->
          order(
              new Command.CancelSwitchover(state.reign().epoch(), "the operator changed his mind"));
      case FORCE_FAILOVER -> force(anyData(dice), dice, world.now() + order.lasts());
      case PAUSE -> order(new Command.Pause("maintenance", end(dice, order.lasts())));
      case RESUME -> order(new Command.Resume());
      case SET_MODE -> order(mode(dice));
      case SET_SETTINGS -> order(new Command.SetSettings(settings(state.settings(), dice)));
      case SET_TAGS -> order(new Command.SetTags(node.id, tags(dice)));
      case RESUME_NODE -> anyHeld(state, dice).map(Command.ResumeNode::new).ifPresent(this::order);
      case DETACH_NODE -> anyHeld(state, dice).map(Command.DetachNode::new).ifPresent(this::order);
      case REMOVE_MEMBER -> order(new Command.RemoveMember(node.id));
      case MAINTAIN -> maintain(state, node, dice, order.lasts());
      case END_MAINTENANCE ->
          state.orders().maintenance().keySet().stream()
              .findFirst()
              .ifPresent(this::endMaintenance);
      case JOIN -> joinAll(state);
      default -> throw new IllegalArgumentException("no order: " + order);
    }
  }

  /** A plain wish, whatever the state has become by the time that it is written. */
  private void order(Command command) {
    submit(command, OptionalLong.empty());
  }

  /** Decided on what was seen. */
  private void guarded(Command command) {
    Leader leader = world.raft.leader;
    if (leader != null) {
      submit(command, OptionalLong.of(leader.node.state().version()));
    }
  }

  private void submit(Command command, OptionalLong basedOn) {
    Leader leader = world.raft.leader;
    if (leader != null) {
      world.trace(() -> "ORDER " + command);
      world.invariants.operator.ordered(command);
      world.raft.append(leader, command, basedOn, () -> {});
    }
  }

  private void maintain(ClusterState state, Node node, SplittableRandom dice, long lasts) {
    Optional<Maintenance.Handover> handover =
        state.reign().leader().equals(Optional.of(node.id))
            ? Optional.of(
                new Maintenance.Handover(
                    anyData(dice).id, Duration.ofMillis(dice.nextLong(300, 8_000)), Duration.ZERO))
            : Optional.empty();
    guarded(
        new Command.BeginMaintenance(
            node.id, "work", world.wallClock().plusMillis(lasts), handover));
    if (dice.nextBoolean()) {
      work(node, world.now() + lasts);
    }
  }

  /** As soon as he is told that the node is free. */
  private void work(Node node, long until) {
    if (OperatorDecisions.isHis(world.raft.log.latest(), node.id)) {
      if (node.up && node.pg.runs()) {
        node.stopPostgres();
        world.after(world.between(1, 30), node.agent::report);
      }
    } else if (world.now() < until && !tidies) {
      world.after(250, () -> work(node, until));
    }
  }

  private void endMaintenance(NodeId node) {
    Leader leader = world.raft.leader;
    if (leader != null) {
      ClusterState state = world.raft.log.latest();
      order(new Command.EndMaintenance(node, Upkeep.endOfWal(state, leader.view())));
    }
  }

  private Node anyData(SplittableRandom dice) {
    List<Node> data = java.util.Arrays.stream(world.nodes).filter(node -> !node.witness).toList();
    return data.get(dice.nextInt(data.size()));
  }

  /** He asks until its conditions hold, and gives up. */
  private void force(Node target, SplittableRandom dice, long until) {
    Leader leader = world.raft.leader;
    if (leader != null && leader.leads() && !tidies) {
      ClusterState state = leader.node.state();
      Optional<Long> known = Forceable.knownLoss(state, leader.view(), target.id);
      long accepted =
          dice.nextInt(8) == 0
              ? Long.MAX_VALUE
              : known.orElse(0L) + (dice.nextBoolean() ? dice.nextInt(30) * Wal.RECORD : 0);
      boolean refused =
          Forceable.refusal(state, leader.view(), target.id, accepted, leader.node.clock())
              .isPresent();
      if (!refused) {
        guarded(new Command.ForceFailover(state.reign().epoch(), target.id, accepted));
        return;
      }
    }
    if (world.now() < until && !tidies) {
      world.after(250, () -> force(target, dice, until));
    }
  }

  private Optional<Instant> end(SplittableRandom dice, long lasts) {
    return dice.nextInt(3) == 0
        ? Optional.empty()
        : Optional.of(world.wallClock().plusMillis(lasts));
  }

  private static Command mode(SplittableRandom dice) {
    Mode mode = List.of(Mode.values()).get(dice.nextInt(Mode.values().length));
    Optional<Long> bound =
        mode == Mode.ASYNC && dice.nextInt(4) != 0
            ? Optional.of(dice.nextLong(40) * Wal.RECORD)
            : Optional.empty();
    return new Command.SetMode(mode, bound);
  }

  private static Settings settings(Settings now, SplittableRandom dice) {
    long[] leases = {1_000, 1_500, 3_000, 6_000};
    return with(
        now,
        dice.nextInt(3) == 0 ? 2 : 1,
        dice.nextInt(3) != 0,
        Duration.ofMillis(leases[dice.nextInt(leases.length)]));
  }

  static Settings exposing(Settings now) {
    return with(now, now.syncCount(), true, now.leaseTtl());
  }

  private static Settings with(Settings now, int syncCount, boolean exposed, Duration lease) {
    return Tuned.like(now).syncCount(syncCount).exposedAllowed(exposed).lease(lease).settings();
  }

  private static Tags tags(SplittableRandom dice) {
    Optional<String> zone =
        dice.nextInt(3) == 0 ? Optional.of("z" + dice.nextInt(2)) : Optional.empty();
    return new Tags(dice.nextInt(3), zone, dice.nextInt(4) == 0, false);
  }

  private static Optional<NodeId> anyHeld(ClusterState state, SplittableRandom dice) {
    List<NodeId> held = List.copyOf(state.orders().held().keySet());
    return held.isEmpty() ? Optional.empty() : Optional.of(held.get(dice.nextInt(held.size())));
  }

  private void joinAll(ClusterState state) {
    for (Node node : world.nodes) {
      if (state.member(node.id).isEmpty()) {
        state
            .orders()
            .hold(node.id)
            .filter(hold -> hold.kind() == Orders.Kind.REMOVED)
            .ifPresent(_ -> order(new Command.ResumeNode(node.id)));
        order(new Command.PutMember(World.member(node)));
      }
    }
  }

  /** A node that is gone for good cannot be verified. */
  void doesWithout(Optional<Node> node) {
    gone = node.map(n -> n.id);
  }

  /** From now on he takes back what he ordered, one thing after the other. */
  void tidyUp() {
    tidies = true;
    tidy();
  }

  /** As it is once all is as it was. */
  boolean allowsExposed() {
    return usual.exposedAllowed();
  }

  boolean tidies() {
    return tidies;
  }

  private void tidy() {
    ClusterState state = world.raft.log.latest();
    if (!isTidy(state)) {
      if (state.orders().pause().isPresent()) {
        order(new Command.Resume());
      }
      if (state.settings().mode() != usual.mode()) {
        order(new Command.SetMode(usual.mode(), Optional.empty()));
      }
      Settings wanted =
          with(state.settings(), usual.syncCount(), usual.exposedAllowed(), usual.leaseTtl());
      if (!wanted.equals(state.settings())) {
        order(new Command.SetSettings(wanted));
      }
      state.members().values().stream()
          .filter(member -> isTagged(member))
          .forEach(member ->
              order(new Command.SetTags(member.node(), member.holdsData() ? USUAL : Tags.of(0))));
      state
          .orders()
          .held()
          .forEach((node, hold) -> {
            if (hold.kind() != Orders.Kind.SUSPECT || !world.node(node).up) {
              order(new Command.ResumeNode(node));
            }
          });
      state
          .orders()
          .maintenance()
          .forEach((node, of) -> {
            if (of.comeback().isEmpty()) {
              endMaintenance(node);
            }
          });
      joinAll(state);
    }
    world.after(1_000, this::tidy);
  }

  private boolean isTagged(Member member) {
    Tags usually = member.holdsData() ? USUAL : Tags.of(0);
    return !member.tags().equals(usually) && !member.tags().equals(usually.asPinned());
  }

  /** Nothing that he ordered is still in the way of an automatic failover. */
  boolean isTidy(ClusterState state) {
    return state.orders().pause().isEmpty()
        && state.orders().held().isEmpty()
        && state.orders().forced().isEmpty()
        && state.orders().maintenance().keySet().stream()
            .allMatch(node -> gone.equals(Optional.of(node)))
        && state.settings().mode() == usual.mode()
        && state.settings().exposedAllowed() == usual.exposedAllowed()
        && state.settings().syncCount() == usual.syncCount()
        && state.settings().leaseTtl().equals(usual.leaseTtl())
        && state.inForce().stream().allMatch(entry -> entry.mode() == usual.mode())
        && state.members().size() == world.nodes.length
        && state.members().values().stream().noneMatch(this::isTagged);
  }
}
