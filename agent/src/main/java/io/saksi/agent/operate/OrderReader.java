package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.core.command.Command;
import io.saksi.core.decide.Upkeep;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.ChangeMode;
import io.saksi.proto.v1.MaintainNode;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.PauseFailover;
import io.saksi.proto.v1.Switchover;
import io.saksi.proto.v1.TagNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Collectors;

/** From an order as it was sent to a command of the core, on the state as it is. */
final class OrderReader {
  static final Duration USUAL_OUTAGE = Duration.ofSeconds(30);
  private static final Duration SHORTEST_OUTAGE = Duration.ofSeconds(1);
  private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(10);
  static final Duration USUAL_DRAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_DRAIN = Duration.ofMinutes(1);
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofDays(7);
  private static final Duration USUAL_WITHIN = Duration.ofMinutes(5);
  private static final Duration LONGEST_WITHIN = Duration.ofDays(1);
  private static final Duration FURTHEST = Duration.ofDays(31);

  /** Two hosts' clocks differ by some seconds: that is not the past yet. */
  private static final Duration LATE = Duration.ofMinutes(1);

  private final LeaderDesk.Standing on;
  private final Instant wallClock;

  OrderReader(LeaderDesk.Standing on, Instant wallClock) {
    this.on = on;
    this.wallClock = wallClock;
  }

  /**
   * @param by whose order it is; some orders need a reason
   */
  Command read(Order order, Orders.By by) throws Refusal {
    String why = by.why();
    return switch (order.getKindCase()) {
      case MODE -> mode(order.getMode());
      case SETTINGS ->
          new Command.SetSettings(
              SettingNames.changed(on.state().settings(), order.getSettings().getValuesMap()));
      case CONFIGURATION ->
          new ConfigurationOrder(on.state().configuration())
              .read(order.getConfiguration(), by, wallClock.truncatedTo(ChronoUnit.MILLIS));
      case PAUSE -> pause(order.getPause(), why);
      case RESUME -> new Command.Resume();
      case SWITCHOVER -> switchover(order.getSwitchover(), by);
      case FAILOVER ->
          new Command.ForceFailover(
              on.state().reign().epoch(),
              member(order.getFailover().getTarget()),
              Math.max(0, order.getFailover().getAcceptDataLossBytes()));
      case SUSPEND_NODE ->
          new Command.SuspendNode(
              on.state().reign().epoch(), member(order.getSuspendNode().getNode()), reason(why));
      case RESUME_NODE -> new Command.ResumeNode(known(order.getResumeNode().getNode()));
      case DETACH_NODE -> new Command.DetachNode(known(order.getDetachNode().getNode()));
      case REMOVE_NODE -> new Command.RemoveMember(known(order.getRemoveNode().getNode()));
      case TAG_NODE -> tags(order.getTagNode());
      case MAINTAIN_NODE -> maintain(order.getMaintainNode(), why);
      case END_MAINTENANCE ->
          new Command.EndMaintenance(
              member(order.getEndMaintenance().getNode()), Upkeep.endOfWal(on.state(), on.view()));
      case KIND_NOT_SET -> throw invalid("no order was given", "an older or newer saksi?");
    };
  }

  private Command pause(PauseFailover order, String why) throws Refusal {
    Optional<Orders.Pause> now = on.state().orders().pause();
    if (now.isPresent() && !order.getReplace()) {
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE,
          "the cluster is paused already"
              + now.get().until().map(until -> " until " + until).orElse("")
              + ": "
              + now.get().reason(),
          "saksi resume ends that pause, saksi pause --replace puts another in its place; saksi"
              + " audit shows whose it is");
    }
    Duration length = bounded("a pause", order.getForMs(), SHORTEST_PAUSE, LONGEST_PAUSE);
    return new Command.Pause(
        reason(why), Optional.of(wallClock.plus(length).truncatedTo(ChronoUnit.MILLIS)));
  }

  private static Command mode(ChangeMode change) throws Refusal {
    Mode mode =
        switch (change.getMode()) {
          case MODE_SYNC_AUTO -> Mode.SYNC_AUTO;
          case MODE_SYNC_MANUAL -> Mode.SYNC_MANUAL;
          case MODE_ASYNC -> Mode.ASYNC;
          case MODE_UNSPECIFIED, UNRECOGNIZED ->
              throw invalid("this mode is not known", "sync-auto, sync-manual or async");
        };
    if (change.hasLagBoundBytes() && mode != Mode.ASYNC) {
      throw invalid("a bound on lag belongs to mode async", "leave --max-lag out");
    }
    if (change.getLagBoundBytes() < 0) {
      throw invalid("the bound on lag is too large", "give bytes");
    }
    return new Command.SetMode(
        mode,
        change.hasLagBoundBytes() ? Optional.of(change.getLagBoundBytes()) : Optional.empty());
  }

  private Command switchover(Switchover order, Orders.By by) throws Refusal {
    Optional<NodeId> target =
        order.getTarget().isEmpty() ? Optional.empty() : Optional.of(member(order.getTarget()));
    long asked = order.getMaxOutageMs() == 0 ? USUAL_OUTAGE.toMillis() : order.getMaxOutageMs();
    Duration limit = bounded("the longest outage", asked, SHORTEST_OUTAGE, LONGEST_OUTAGE);
    Duration drain = drain(order.hasDrainMs(), order.getDrainMs());
    return order.hasAtEpochMillis()
        ? later(order, by, target, limit, drain)
        : new Command.BeginSwitchover(on.state().reign().epoch(), orBest(target), limit, drain);
  }

  private static Duration drain(boolean has, long millis) throws Refusal {
    return bounded(
        "the drain", has ? millis : USUAL_DRAIN.toMillis(), Duration.ZERO, LONGEST_DRAIN);
  }

  private Command later(
      Switchover order, Orders.By by, Optional<NodeId> target, Duration limit, Duration drain)
      throws Refusal {
    Instant at = Instant.ofEpochMilli(order.getAtEpochMillis());
    if (at.isBefore(wallClock.minus(LATE)) || at.isAfter(wallClock.plus(FURTHEST))) {
      throw invalid(
          at + " is not within the next " + FURTHEST.toDays() + " days",
          "by the clock of the leader it is " + wallClock.truncatedTo(ChronoUnit.SECONDS));
    }
    long asked = order.getBeginWithinMs() == 0 ? USUAL_WITHIN.toMillis() : order.getBeginWithinMs();
    Duration within = bounded("the time to begin", asked, SHORTEST_PAUSE, LONGEST_WITHIN);
    return new Command.ScheduleSwitchover(
        new Orders.Scheduled(by, target, at, within, limit, order.getIgnoreObstacles(), drain));
  }

  /** As it would begin now. */
  Command.BeginSwitchover now(Orders.Scheduled plan) throws Refusal {
    return new Command.BeginSwitchover(
        on.state().reign().epoch(), orBest(plan.target()), plan.limit(), plan.drain());
  }

  private NodeId orBest(Optional<NodeId> target) throws Refusal {
    return target
        .or(() -> Candidates.best(on))
        .orElseThrow(() ->
            new Refusal(
                Refusal.Code.NOT_POSSIBLE,
                "no standby could take over",
                "saksi explain says what is missing"));
  }

  private Command maintain(MaintainNode order, String why) throws Refusal {
    NodeId node = member(order.getNode());
    if (on.state().orders().isInMaintenance(node) && !order.getReplace()) {
      Maintenance now = on.state().orders().maintenance().get(node);
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE,
          node + " is in maintenance already until " + now.until() + ": " + now.reason(),
          "--end ends that, --replace puts another end and reason in its place; saksi audit shows"
              + " whose it is");
    }
    Duration length = bounded("a maintenance", order.getForMs(), SHORTEST_PAUSE, LONGEST_PAUSE);
    Optional<Maintenance.Handover> handover = Optional.empty();
    if (on.state().reign().leader().equals(Optional.of(node))) {
      Optional<NodeId> target =
          order.getTarget().isEmpty() ? Optional.empty() : Optional.of(member(order.getTarget()));
      long asked = order.getMaxOutageMs() == 0 ? USUAL_OUTAGE.toMillis() : order.getMaxOutageMs();
      Duration limit = bounded("the longest outage", asked, SHORTEST_OUTAGE, LONGEST_OUTAGE);
      Duration drain = drain(order.hasDrainMs(), order.getDrainMs());
      handover = Optional.of(new Maintenance.Handover(orBest(target), limit, drain));
    }
    return new Command.BeginMaintenance(
        node, reason(why), wallClock.plus(length).truncatedTo(ChronoUnit.MILLIS), handover);
  }

  private Command tags(TagNode change) throws Refusal {
    NodeId node = member(change.getNode());
    Tags now = on.state().member(node).orElseThrow().tags();
    try {
      return new Command.SetTags(
          node,
          new Tags(
              change.hasPriority() ? change.getPriority() : now.priority(),
              change.hasZone()
                  ? Optional.of(change.getZone()).filter(zone -> !zone.isBlank())
                  : now.zone(),
              change.hasNosync() ? change.getNosync() : now.nosync(),
              true));
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage(), "see saksi node tag --help");
    }
  }

  private NodeId member(String name) throws Refusal {
    NodeId node = node(name);
    ClusterState state = on.state();
    if (state.member(node).isEmpty()) {
      throw unknown(name);
    }
    return node;
  }

  /** A member, or a node that was detached: what is held of it can still be let go. */
  private NodeId known(String name) throws Refusal {
    NodeId node = node(name);
    return on.state().orders().isHeld(node) ? node : member(name);
  }

  private Refusal unknown(String name) {
    return invalid(
        "no node is called " + name,
        "the nodes are "
            + on.state().members().keySet().stream()
                .map(NodeId::name)
                .collect(Collectors.joining(", ")));
  }

  private static NodeId node(String name) throws Refusal {
    try {
      return new NodeId(name);
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage(), "saksi status shows the nodes");
    }
  }

  private static String reason(String why) throws Refusal {
    if (why.isBlank()) {
      throw invalid("this needs a reason", "say why with --reason: others will wonder");
    }
    return why;
  }

  private static Duration bounded(String what, long millis, Duration least, Duration most)
      throws Refusal {
    if (millis < least.toMillis() || millis > most.toMillis()) {
      throw invalid(
          what + " lasts " + least.toSeconds() + " s to " + most.toMinutes() + " min",
          "give another time");
    }
    return Duration.ofMillis(millis);
  }

  private static Refusal invalid(String message, String remedy) {
    return new Refusal(Refusal.Code.INVALID_ORDER, message, remedy);
  }
}
