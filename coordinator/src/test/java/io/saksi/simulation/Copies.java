package io.saksi.simulation;

import io.saksi.core.model.History;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;

/** Values of the core with one thing changed; all that knows their other components is here. */
final class Copies {
  private Copies() {}

  static ClusterState with(ClusterState s, List<SyncEntry> sets, Optional<Position> floor) {
    return new ClusterState(
        s.cluster(),
        s.version(),
        s.settings(),
        s.members(),
        s.founder(),
        s.reign(),
        s.deposed(),
        s.history(),
        sets,
        s.nextEntry(),
        s.positions(),
        floor,
        s.renewal(),
        s.orders());
  }

  static ClusterState with(ClusterState s, History history) {
    return new ClusterState(
        s.cluster(),
        s.version(),
        s.settings(),
        s.members(),
        s.founder(),
        s.reign(),
        s.deposed(),
        history,
        s.inForce(),
        s.nextEntry(),
        s.positions(),
        s.floor(),
        s.renewal(),
        s.orders());
  }

  static ClusterState with(ClusterState s, Reign reign) {
    return new ClusterState(
        s.cluster(),
        s.version(),
        s.settings(),
        s.members(),
        s.founder(),
        reign,
        s.deposed(),
        s.history(),
        s.inForce(),
        s.nextEntry(),
        s.positions(),
        s.floor(),
        s.renewal(),
        s.orders());
  }

  static ClusterState with(ClusterState s, Orders orders) {
    return new ClusterState(
        s.cluster(),
        s.version(),
        s.settings(),
        s.members(),
        s.founder(),
        s.reign(),
        s.deposed(),
        s.history(),
        s.inForce(),
        s.nextEntry(),
        s.positions(),
        s.floor(),
        s.renewal(),
        orders);
  }

  static ClusterState with(ClusterState s, Settings settings, Optional<Renewal> renewal) {
    return new ClusterState(
        s.cluster(),
        s.version(),
        settings,
        s.members(),
        s.founder(),
        s.reign(),
        s.deposed(),
        s.history(),
        s.inForce(),
        s.nextEntry(),
        s.positions(),
        s.floor(),
        renewal,
        s.orders());
  }

  static NodeReport with(NodeReport report, Optional<InstanceId> instance, Postgres postgres) {
    return new NodeReport(
        report.node(),
        report.promised(),
        instance,
        postgres,
        report.gate(),
        report.lease(),
        report.appliedVersion(),
        report.trouble(),
        report.facts());
  }

  static NodeView with(NodeView view, Optional<InstanceId> instance, Postgres postgres, Gate gate) {
    return new NodeView(
        view.self(),
        view.promised(),
        instance,
        postgres,
        gate,
        view.leaseDeadline(),
        view.epochConfirmed(),
        view.fork(),
        view.rewindFailed(),
        view.checkpointDue(),
        view.serves());
  }

  static ClusterView with(ClusterView view, Optional<ClusterView.LeaseSeen> lease) {
    return new ClusterView(
        view.leaderSince(),
        view.reignSince(),
        view.received(),
        lease,
        view.sightings(),
        view.ordersSince(),
        view.wallClock());
  }

  static Postgres.Standby with(Postgres.Standby standby, int timeline) {
    return new Postgres.Standby(
        timeline, standby.reached(), standby.replayed(), standby.upstream(), standby.streaming());
  }

  static Postgres.Primary with(
      Postgres.Primary primary, List<Postgres.Sender> senders, Optional<Postgres.SyncProof> proof) {
    return new Postgres.Primary(
        primary.serves(),
        primary.timeline(),
        primary.flushed(),
        primary.forkedAt(),
        senders,
        proof);
  }
}
