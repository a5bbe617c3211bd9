package io.saksi.agent.http;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.saksi.agent.admin.StatusBuilder;
import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.node.OwnNode;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Orders;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import io.saksi.proto.v1.Prospect;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * This node and the cluster as it sees it. What is not known has no value, rather than a wrong one.
 * The names are a promise: docs/http.md.
 */
final class NodeMetrics implements MultiCollector {
  /** What a node is, in one word. */
  enum Role {
    PRIMARY,
    DEMOTED,
    REPLICA,
    WITNESS,
    NONE
  }

  private final NodeSource source;
  private final Traffic traffic;

  NodeMetrics(NodeSource source, Traffic traffic) {
    this.source = source;
    this.traffic = traffic;
  }

  @Override
  public MetricSnapshots collect() {
    Standing standing = new Standing(source);
    String cluster = standing.state().map(s -> s.cluster().name()).orElse("");
    Sheet sheet = new Sheet(cluster, source.status().self().name());
    sheet.gauge("saksi_build_info", "1, with the version", Map.of("version", source.version()), 1);
    role(sheet, standing);
    standing.own().ifPresent(own -> node(sheet, standing, own));
    lag(sheet, "saksi_replication_lag_bytes", "written here", standing.lag(false));
    lag(sheet, "saksi_replay_lag_bytes", "applied here", standing.lag(true));
    lag(sheet, "saksi_archive_lag_bytes", "archived", standing.archiveLag());
    standing.state().ifPresent(state -> cluster(sheet, state));
    standing.state().ifPresent(state -> ends(sheet, state));
    members(sheet);
    raft(sheet);
    agent(sheet, standing);
    return sheet.all();
  }

  private static void role(Sheet sheet, Standing standing) {
    sheet.oneOf("saksi_role", "What this node is", "role", Role.values(), roleOf(standing));
    sheet.gauge(
        "saksi_primary",
        "Whether this node is the open primary: what GET /primary says",
        standing.isPrimary());
    sheet.gauge(
        "saksi_readable_standby",
        "Whether this node is a standby that serves reads: what GET /replica says",
        standing.isReplica());
    sheet.gauge(
        "saksi_sync_standby", "Whether commits may wait for this node", standing.isCounted());
    sheet.gauge("saksi_postgres_running", "Whether PostgreSQL is up here", standing.isRunning());
    sheet.gauge(
        "saksi_maintenance",
        "Whether an operator works on this node, or it was not verified since",
        standing.isAway());
    standing
        .leaseLeft()
        .ifPresent(left ->
            sheet.seconds(
                "saksi_lease_remaining_seconds",
                "Until the guard would end PostgreSQL, were the lease not renewed",
                left));
  }

  private static Role roleOf(Standing standing) {
    if (standing.isPrimary()) {
      return Role.PRIMARY;
    }
    return standing
        .own()
        .map(own ->
            switch (own.seen().postgres()) {
              case Postgres.Primary _ -> Role.DEMOTED;
              case Postgres.Standby _ -> Role.REPLICA;
              case Postgres.Witness _ -> Role.WITNESS;
              case Postgres.Busy _ when own.seen().primaryProcess() -> Role.DEMOTED;
              case Postgres.Busy _, Postgres.Stopped _, Postgres.Absent _, Postgres.Unusable _ ->
                  Role.NONE;
            })
        .orElse(Role.NONE);
  }

  private static void node(Sheet sheet, Standing standing, OwnNode own) {
    sheet.oneOf(
        "saksi_gate", "Who may connect to PostgreSQL", "gate", Gate.values(), own.seen().gate());
    sheet.gauge(
        "saksi_promised_epoch", "No WAL of an earlier epoch is taken", own.promised().number());
    sheet.seconds(
        "saksi_look_age_seconds",
        "Since this node last looked at its PostgreSQL",
        standing.now().since(own.seenAt()));
    if (own.seen().postgres() instanceof Postgres.Primary primary) {
      sheet.gauge("saksi_timeline", "PostgreSQL's timeline here", primary.timeline());
      sheet.gauge(
          "saksi_wal_flushed_bytes", "End of the WAL, as a number", primary.flushed().value());
      sheet.gauge(
          "saksi_streaming_standbys",
          "WAL senders that stream",
          primary.standbys().stream().filter(Postgres.Sender::streaming).count());
    } else if (own.seen().postgres() instanceof Postgres.Standby standby) {
      sheet.gauge("saksi_timeline", "PostgreSQL's timeline here", standby.timeline());
      sheet.gauge(
          "saksi_wal_flushed_bytes", "End of the WAL, as a number", standby.reached().value());
      sheet.gauge("saksi_wal_replayed_bytes", "How far WAL is applied", standby.replayed().value());
      sheet.gauge("saksi_streaming", "Whether a WAL receiver streams", standby.streaming());
    }
  }

  private static void lag(Sheet sheet, String name, String what, OptionalLong bytes) {
    if (bytes.isPresent()) {
      sheet.gauge(name, "The primary's WAL that is not yet " + what, bytes.getAsLong());
    }
  }

  private static void cluster(Sheet sheet, ClusterState state) {
    SyncSet set = state.wantedEntry().map(SyncEntry::set).orElse(SyncSet.NOBODY);
    sheet.gauge("saksi_epoch", "The reign, as applied here", state.reign().epoch().number());
    sheet.gauge("saksi_state_version", "The state, as applied here", state.version());
    sheet.gauge(
        "saksi_has_primary",
        "Whether somebody leads or is elected to",
        state.reign().leader().isPresent());
    sheet.oneOf("saksi_mode", "The operating mode", "mode", Mode.values(), state.settings().mode());
    sheet.gauge("saksi_sync_set_size", "Standbys that commits may wait for", set.members().size());
    sheet.gauge("saksi_sync_set_required", "How many of them a commit waits for", set.k());
    sheet.gauge(
        "saksi_paused", "Whether automatic failover is paused", state.orders().pause().isPresent());
    sheet.counter(
        "saksi_promotions",
        "Promotions that led to the present timeline, planned or not",
        HistoryJson.promotions(state.history()));
  }

  /** Until when an operator's word stands; what has no end has no value. */
  private void ends(Sheet sheet, ClusterState state) {
    state
        .orders()
        .pause()
        .flatMap(Orders.Pause::until)
        .ifPresent(until ->
            sheet.gauge(
                "saksi_pause_end_timestamp_seconds",
                "When the pause ends by itself",
                until.getEpochSecond()));
    Optional.ofNullable(state.orders().maintenance().get(source.status().self()))
        .filter(of -> of.comeback().isEmpty())
        .ifPresent(of ->
            sheet.gauge(
                "saksi_maintenance_end_timestamp_seconds",
                "When the maintenance of this node ends by itself",
                of.until().getEpochSecond()));
  }

  private void members(Sheet sheet) {
    ClusterStatus status = new StatusBuilder(source.status()).build();
    sheet.gauge("saksi_exposed", "Whether the next loss may stop service", status.getExposed());
    sheet.gauge("saksi_members", "Nodes of the cluster", status.getMembersCount());
    if (!status.getLeaderView().getAvailable()) {
      return;
    }
    sheet.gauge(
        "saksi_members_live",
        "Of those, the ones that the Raft leader hears",
        status.getMembersList().stream().filter(MemberStatus::getLive).count());
    Map<Map<String, String>, Integer> problems = new HashMap<>();
    status.getProblemsList().forEach(problem -> count(problems, problem, ""));
    for (MemberStatus member : status.getMembersList()) {
      member.getProblemsList().forEach(problem -> count(problems, problem, member.getName()));
    }
    goals(sheet, status.getProspect());
    sheet.gauges("saksi_problems", "Problems now, by code and node; docs/problems.md", problems);
  }

  /** A goal that is not set has no value, and neither has what nobody can tell. */
  private static void goals(Sheet sheet, Prospect of) {
    if (of.hasRtoMs()) {
      sheet.seconds("saksi_rto_seconds", "The goal that is set", Duration.ofMillis(of.getRtoMs()));
    }
    if (of.hasRpoBytes()) {
      sheet.gauge("saksi_rpo_bytes", "The goal that is set", of.getRpoBytes());
    }
    if (of.hasRpoMs()) {
      sheet.seconds("saksi_rpo_seconds", "The goal that is set", Duration.ofMillis(of.getRpoMs()));
    }
    met(sheet, "saksi_rto_met", of.getRto());
    met(sheet, "saksi_rpo_met", of.getRpo());
    if (of.hasExpectedOutageMs()) {
      sheet.seconds(
          "saksi_expected_outage_seconds",
          "Without service, if the primary were lost now",
          Duration.ofMillis(of.getExpectedOutageMs()));
    }
    if (of.hasExpectedLossBytes()) {
      sheet.gauge(
          "saksi_expected_loss_bytes",
          "WAL that would be lost with the primary now",
          of.getExpectedLossBytes());
    }
    if (of.hasExpectedLossMs()) {
      sheet.seconds(
          "saksi_expected_loss_seconds",
          "The time in which that was written",
          Duration.ofMillis(of.getExpectedLossMs()));
    }
  }

  private static void met(Sheet sheet, String name, Prospect.Verdict verdict) {
    switch (verdict) {
      case VERDICT_MET -> sheet.gauge(name, "Whether it could be met now", true);
      case VERDICT_MISSED -> sheet.gauge(name, "Whether it could be met now", false);
      case VERDICT_UNSET, VERDICT_UNKNOWN, VERDICT_UNSPECIFIED, UNRECOGNIZED -> {}
    }
  }

  private static void count(
      Map<Map<String, String>, Integer> problems, ProblemStatus problem, String on) {
    problems.merge(Map.of("code", problem.getCode(), "on", on), 1, Integer::sum);
  }

  private void raft(Sheet sheet) {
    StatusSource.Raft raft = source.status().raft();
    String self = source.status().self().name();
    sheet.gauge(
        "saksi_raft_leader",
        "Whether this node's Raft peer leads",
        raft.leader().map(self::equals).orElse(false));
    sheet.gauge("saksi_raft_leader_known", "Whether it knows who leads", raft.leader().isPresent());
    sheet.gauge("saksi_raft_voters", "Voters", raft.voters().size());
    sheet.gauge("saksi_raft_term", "The highest term seen", raft.term());
    sheet.gauge(
        "saksi_raft_applied_index",
        "The last entry of the log applied here",
        source.appliedIndex().getAsLong());
    source
        .status()
        .picture()
        .ifPresent(picture ->
            sheet.seconds(
                "saksi_leader_view_age_seconds",
                "Since the Raft leader was last heard",
                source.status().now().since(picture.heardAt())));
  }

  private void agent(Sheet sheet, Standing standing) {
    sheet.seconds(
        "saksi_event_loop_delay_seconds",
        "How late the agent's event loop was, or is",
        longer(source.heartbeat().last().late(), source.heartbeat().overdue(standing.now())));
    sheet.seconds(
        "saksi_event_loop_delay_max_seconds",
        "The longest delay since the agent began",
        longer(source.heartbeat().last().latest(), source.heartbeat().overdue(standing.now())));
    sheet.counter("saksi_http_requests", "Requests answered", traffic.requests());
    sheet.counter(
        "saksi_http_refused", "What was no request, or a forbidden one", traffic.refusals());
    sheet.counter(
        "saksi_http_evicted", "Connections that made room for newer ones", traffic.evictions());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
