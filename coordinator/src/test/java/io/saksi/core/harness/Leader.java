package io.saksi.core.harness;

import io.saksi.core.command.Command;
import io.saksi.core.decide.Decider;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Sightings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The Raft leader's memory, and its decider. It knows nothing of what an earlier leader heard. */
final class Leader {
  private final World world;
  final Node node;
  private final int agentIncarnation;
  private final Moment since;
  private final Map<NodeId, ClusterView.Received> received = new HashMap<>();
  private Sightings sightings = Sightings.NONE;
  private Reign reign;
  private Moment reignSince;
  private Orders orders;
  private Moment ordersSince;
  private boolean pending;

  Leader(World world, Node node) {
    this.world = world;
    this.node = node;
    agentIncarnation = node.agentIncarnation;
    node.applyUpTo(world.log.end());
    since = node.clock();
    reign = node.state().reign();
    reignSince = since;
    orders = node.state().orders();
    ordersSince = since;
  }

  /** Whether it can still commit: alive, not paused, and heard by a majority. */
  boolean leads() {
    return world.leader == this
        && node.agentRuns()
        && node.agentIncarnation == agentIncarnation
        && world.reachesMajority(node);
  }

  void receive(NodeReport report) {
    received.put(report.node(), new ClusterView.Received(report, node.clock()));
    catchUp();
    if (reign.leader().equals(Optional.of(report.node()))) {
      sightings = sightings.next(reign.epoch(), report.postgres(), wantedNames(), node.clock());
    }
    decide();
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
    node.applyUpTo(world.log.end());
    if (!node.state().reign().equals(reign)) {
      reign = node.state().reign();
      reignSince = node.clock();
    }
    if (!node.state().orders().equals(orders)) {
      orders = node.state().orders();
      ordersSince = node.clock();
    }
  }

  ClusterView view() {
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
    if (pending || !leads()) {
      return;
    }
    catchUp();
    ClusterState state = node.state();
    List<Command> commands =
        Decider.decide(
            Tampering.decided(world, state), Tampering.leader(world, state, view()), node.clock());
    for (Command command : commands) {
      pending = true;
      world.after(
          world.between(1, 25),
          () -> {
            pending = false;
            if (leads()) {
              world.append(command, OptionalLong.of(state.version()));
              decide();
            }
          });
    }
  }
}
