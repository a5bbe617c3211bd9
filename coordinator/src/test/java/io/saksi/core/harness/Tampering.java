package io.saksi.core.harness;

import io.saksi.core.Seen;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The known-bad variants: the core is given what makes it decide as if a rule were left out. */
final class Tampering {
  private Tampering() {}

  static NodeReport report(Node node, NodeReport honest) {
    NodeReport report = honest;
    if (node.world.variant == Variant.SKIP_REVOCATION
        && report.postgres() instanceof Postgres.Standby standby
        && !node.state().reign().leader().equals(standby.upstream().map(Postgres.Upstream::node))) {
      Postgres revoked =
          new Postgres.Standby(
              standby.timeline(), standby.reached(), standby.replayed(), Optional.empty(), false);
      report = with(report, report.promised(), revoked);
    }
    boolean fabricates =
        switch (node.world.variant) {
          case OPEN_WITHOUT_GATHERING -> report.gate() == Gate.CLOSED;
          case CONFIRM_EARLY -> report.gate() == Gate.WRITE;
          case CORRECT,
              SKIP_REVOCATION,
              ONE_MEMBER_TOO_FEW,
              SKIP_LEASE_WAIT,
              SKIP_FORK_CHECK,
              KEEP_PROOF_ACROSS_GATE,
              APPLY_OLDER_ENTRY ->
              false;
        };
    return fabricates
        ? with(report, report.promised(), gathered(node.state(), report.postgres()))
        : report;
  }

  private static NodeReport with(NodeReport report, Epoch promised, Postgres postgres) {
    return new NodeReport(
        report.node(),
        promised,
        report.instance(),
        postgres,
        report.gate(),
        report.lease(),
        report.appliedVersion(),
        report.trouble());
  }

  static NodeView view(Node node, NodeView view) {
    if (node.world.variant == Variant.SKIP_FORK_CHECK
        && view.postgres() instanceof Postgres.Standby standby
        && node.state().reign() instanceof Reign.Open open) {
      Postgres fits =
          new Postgres.Standby(
              open.branch().timeline(),
              standby.reached(),
              standby.replayed(),
              standby.upstream(),
              standby.streaming());
      return with(view, fits);
    }
    boolean fabricates =
        node.world.variant == Variant.OPEN_WITHOUT_GATHERING && view.gate() == Gate.CLOSED;
    return fabricates ? with(view, gathered(node.state(), view.postgres())) : view;
  }

  private static NodeView with(NodeView view, Postgres postgres) {
    return Seen.like(view).postgres(postgres).view();
  }

  /** As if every member of the wanted set had flushed the marker. */
  private static Postgres gathered(ClusterState state, Postgres postgres) {
    if (!(postgres instanceof Postgres.Primary primary) || primary.sync().isEmpty()) {
      return postgres;
    }
    Optional<SyncEntry> entry =
        state.reign() instanceof Reign.Elected elected
            ? Optional.of(elected.proposed())
            : state.wantedEntry();
    Lsn marker = primary.sync().get().marker();
    List<Postgres.Sender> senders = new ArrayList<>(primary.standbys());
    for (NodeId member : entry.orElseThrow().set().members()) {
      senders.removeIf(s -> s.name().equals(member.name()) && s.flushed().isBefore(marker));
      senders.add(new Postgres.Sender(member.name(), true, marker, marker));
    }
    return new Postgres.Primary(
        primary.serves(),
        primary.timeline(),
        primary.flushed(),
        primary.forkedAt(),
        senders,
        primary.sync());
  }

  static ClusterView leader(World world, ClusterState state, ClusterView view) {
    if (world.variant != Variant.SKIP_LEASE_WAIT || state.reign() instanceof Reign.Open) {
      return view;
    }
    return new ClusterView(
        view.leaderSince(),
        view.reignSince(),
        view.received(),
        view.lease()
            .map(seen ->
                new ClusterView.LeaseSeen(
                    seen.epoch(), seen.ttl(), seen.appliedAt().minus(Duration.ofMinutes(1)))),
        view.sightings());
  }

  static ClusterState decided(World world, ClusterState state) {
    return world.variant == Variant.ONE_MEMBER_TOO_FEW ? Log.oneTooFew(state) : state;
  }
}
