package io.saksi.simulation;

import io.saksi.core.Altered;
import io.saksi.core.Seen;
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
    return Altered.like(s).inForce(sets).floor(floor).state();
  }

  static ClusterState with(ClusterState s, History history) {
    return Altered.like(s).history(history).state();
  }

  static ClusterState with(ClusterState s, Reign reign) {
    return Altered.like(s).reign(reign).state();
  }

  static ClusterState with(ClusterState s, Orders orders) {
    return Altered.like(s).orders(orders).state();
  }

  static ClusterState with(ClusterState s, Settings settings, Optional<Renewal> renewal) {
    return Altered.like(s).settings(settings).renewal(renewal).state();
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
    return Seen.like(view).instance(instance).postgres(postgres).gate(gate).view();
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
