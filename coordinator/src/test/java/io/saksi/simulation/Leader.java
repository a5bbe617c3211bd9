package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.decide.Decider;
import io.saksi.core.decide.LeaderPreference;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.RenewalPath;
import io.saksi.core.view.Sightings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The Raft leader's memory, and its decider. It knows nothing of what an earlier leader heard. */
final class Leader {
  private static final long PATIENCE = 400;

  private final World world;
  final Node node;
  private final int agentIncarnation;
  private final Moment since;
  private final Map<NodeId, ClusterView.Received> received = new HashMap<>();
  private Sightings sightings = Sightings.NONE;
  private RenewalPath renewals = RenewalPath.UNKNOWN;
  private Reign reign;
  private Moment reignSince;
  private Orders orders;
  private Moment ordersSince;
  private long pendingUntil;

  Leader(World world, Node node) {
    this.world = world;
    this.node = node;
    agentIncarnation = node.agentIncarnation;
    node.applyUpTo(world.raft.log.end());
    since = node.clock();
    reign = node.state().reign();
    reignSince = since;
    orders = node.state().orders();
    ordersSince = since;
  }

  /** Whether it can still commit: alive, not paused, and heard by a majority. */
  boolean leads() {
    return world.raft.leader == this
        && node.agentRuns()
        && node.agentIncarnation == agentIncarnation
        && world.raft.reachesMajority(node);
  }

  void receive(NodeReport report) {
    if (!leads()) {
      return;
    }
    ClusterView.Received known =
        received.put(report.node(), new ClusterView.Received(report, node.clock()));
    catchUp();
    if (reign.leader().equals(Optional.of(report.node()))) {
      sightings = sightings.next(reign.epoch(), report.postgres(), wantedNames(), node.clock());
    }
    if (known == null || !known.report().tellsTheSameAs(report)) {
      decide();
    }
  }

  void renewalCame(Node of, Optional<Node> through) {
    if (reign.leader().equals(Optional.of(of.id))) {
      renewals =
          through
              .map(relay -> renewals.cameThrough(relay.id, node.clock()))
              .orElseGet(() -> renewals.cameDirectly(node.clock()));
    }
  }

  /** Whom the primary reaches where it does not reach this one. */
  Optional<Node> nearer() {
    return LeaderPreference.nearer(node.state(), view(), renewals, node.id, node.clock())
        .map(world::node);
  }

  private List<String> wantedNames() {
    Optional<SyncEntry> wanted =
        reign instanceof Reign.Elected elected
            ? Optional.of(elected.proposed())
            : node.state().wantedEntry();
    return wanted.stream()
        .flatMap(entry -> entry.set().members().stream())
        .map(NodeId::name)
        .toList();
  }

  private void catchUp() {
    if (!node.state().reign().equals(reign)) {
      reign = node.state().reign();
      reignSince = node.clock();
    }
    if (!node.state().orders().equals(orders)) {
      orders = node.state().orders();
      ordersSince = node.clock();
    }
  }

  /** What it knows now. */
  ClusterView view() {
    catchUp();
    return new ClusterView(
        since,
        reignSince,
        received,
        node.leaseSeen,
        sightings,
        ordersSince,
        Optional.of(world.wallClock()));
  }

  void decide() {
    if (world.now() < pendingUntil || !leads()) {
      return;
    }
    ClusterView view = view();
    ClusterState state = node.state();
    List<Command> commands =
        Decider.decide(
            Tampering.decided(world.variant, state),
            Tampering.leader(world.variant, state, view),
            node.clock());
    for (Command command : Tampering.cancelled(world, state, commands)) {
      if (Tampering.blocks(world, state, command)) {
        continue;
      }
      pendingUntil = world.now() + PATIENCE;
      world.raft.append(
          this,
          command,
          OptionalLong.of(state.version()),
          () -> {
            pendingUntil = 0;
            decide();
          });
    }
  }
}
