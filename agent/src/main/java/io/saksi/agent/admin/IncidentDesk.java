package io.saksi.agent.admin;

import io.saksi.core.incident.Incident;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Service;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.proto.v1.GetIncidentReply;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.ListIncidentsReply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The incidents of this agent's replica, for who asks. Reads memory only; any thread. */
public final class IncidentDesk {
  private final StatusSource source;
  private final Supplier<IncidentTrail> trail;
  private final Supplier<Instant> wallClock;

  public IncidentDesk(
      StatusSource source, Supplier<IncidentTrail> trail, Supplier<Instant> wallClock) {
    this.source = source;
    this.trail = trail;
    this.wallClock = wallClock;
  }

  /**
   * @param limit 0: all that are kept
   */
  ListIncidentsReply list(int limit) {
    IncidentTrail now = trail.get();
    List<Incident> all = now.incidents();
    int most = limit <= 0 ? all.size() : Math.min(limit, all.size());
    var reply = ListIncidentsReply.newBuilder().setDropped(now.dropped()).setView(view(now));
    all.subList(all.size() - most, all.size()).reversed().stream()
        .map(IncidentRecords::brief)
        .forEach(reply::addIncidents);
    return reply.build();
  }

  Optional<GetIncidentReply> find(long number) {
    IncidentTrail now = trail.get();
    return now.find(number)
        .map(incident ->
            GetIncidentReply.newBuilder()
                .setIncident(IncidentRecords.whole(incident))
                .setView(view(now))
                .build());
  }

  private HistoryView view(IncidentTrail now) {
    var view =
        HistoryView.newBuilder()
            .setCluster(source.state().map(s -> s.cluster().name()).orElse(""))
            .setAnsweredBy(source.self().name())
            .setStateVersion(source.state().map(ClusterState::version).orElse(0L))
            .setLeaderView(isInTouch())
            .setNowMs(wallClock.get().toEpochMilli());
    source.state().ifPresent(state -> Prospects.write(state.settings().goals(), view));
    now.since().ifPresent(since -> view.setSinceMs(since.at().toEpochMilli()));
    silentSince(now).ifPresent(since -> view.setSilentSinceMs(since.toEpochMilli()));
    return view.build();
  }

  private boolean isInTouch() {
    return source
        .picture()
        .map(p -> source.now().since(p.heardAt()).compareTo(StatusBuilder.FRESH) < 0)
        .orElse(false);
  }

  /** Counted on this node's clock from when its replica applied the last renewal. */
  private Optional<Instant> silentSince(IncidentTrail now) {
    Optional<ClusterView.LeaseSeen> lease = source.lease();
    boolean open = source.state().map(s -> s.reign() instanceof Reign.Open).orElse(false);
    boolean ranOut =
        lease
            .map(seen -> source.now().since(seen.appliedAt()).compareTo(seen.ttl()) > 0)
            .orElse(false);
    return open && ranOut && now.underWay().isEmpty()
        ? now.service().map(Service::last).map(last -> last.at())
        : Optional.empty();
  }
}
