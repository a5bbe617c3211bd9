package io.saksi.agent.admin;

import io.saksi.agent.cluster.Picture;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.History;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.LeaseStatus;
import io.saksi.proto.v1.ReignStatus;
import io.saksi.proto.v1.SyncSetStatus;
import io.saksi.proto.v1.WalPosition;
import java.time.Duration;
import java.util.Optional;

/**
 * The cluster's status, from this agent's replica of the state and the Raft leader's last
 * broadcast.
 */
public final class StatusBuilder {
  /**
   * A broadcast comes four times a second; one that is older than this speaks of a leader that is
   * gone.
   */
  static final Duration FRESH = Duration.ofSeconds(2);

  private final StatusSource source;
  private final Moment now;

  public StatusBuilder(StatusSource source) {
    this.source = source;
    now = source.now();
  }

  /** Made from memory, at once. */
  public ClusterStatus build() {
    ClusterStatus.Builder status = ClusterStatus.newBuilder().setAnsweredBy(source.self().name());
    StatusSource.Raft raft = source.raft();
    status
        .getRaftBuilder()
        .setLeader(raft.leader().orElse(""))
        .setTerm(raft.term())
        .setQuorum(raft.voters().size() / 2 + 1);
    Optional<Picture> picture = picture();
    status.getLeaderViewBuilder().setAvailable(picture.isPresent());
    picture.ifPresent(
        p -> status.getLeaderViewBuilder().setAgeMs(now.since(p.heardAt()).toMillis()));
    source.state().ifPresent(state -> describe(status, state, picture, raft));
    return status.build();
  }

  private Optional<Picture> picture() {
    return source.picture().filter(p -> now.since(p.heardAt()).compareTo(FRESH) < 0);
  }

  private void describe(
      ClusterStatus.Builder status,
      ClusterState state,
      Optional<Picture> picture,
      StatusSource.Raft raft) {
    status
        .setCluster(state.cluster().name())
        .setClusterId(state.cluster().id())
        .setStateVersion(state.version())
        .setReign(reign(state))
        .setMode(mode(state.settings().mode()))
        .setPaused(state.orders().pause().isPresent());
    for (SyncEntry entry : state.inForce()) {
      status.addSetsInForce(set(entry));
    }
    if (!state.inForce().isEmpty()) {
      status.setSyncSet(set(state.inForce().getFirst()));
    }
    status.setExposed(isExposed(state));
    state
        .orders()
        .scheduled()
        .ifPresent(plan ->
            status
                .getScheduledSwitchoverBuilder()
                .setAtEpochMillis(plan.at().toEpochMilli())
                .setTarget(plan.target().map(NodeId::name).orElse(""))
                .setWho(plan.by().who())
                .setWhy(plan.by().why()));
    state
        .floor()
        .ifPresent(floor ->
            status.setFloor(
                WalPosition.newBuilder()
                    .setTimeline(floor.branch().timeline())
                    .setLsn(floor.lsn().value())));
    lease(state).ifPresent(status::setLease);
    new MemberStatuses(state, picture, now, raft).addTo(status);
    new Prospects(source, picture, now).addTo(status, state, raft);
  }

  private static boolean isExposed(ClusterState state) {
    return state.settings().mode() != Mode.ASYNC
        && state.reign() instanceof Reign.Open
        && state.inForce().stream().anyMatch(entry -> entry.set().isEmpty());
  }

  private Optional<LeaseStatus> lease(ClusterState state) {
    Epoch epoch = state.reign().epoch();
    return source
        .lease()
        .filter(seen -> seen.epoch().equals(epoch))
        .map(seen ->
            LeaseStatus.newBuilder()
                .setTtlMs(seen.ttl().toMillis())
                .setRenewedAgoMs(Math.max(0, now.since(seen.appliedAt()).toMillis()))
                .build());
  }

  private ReignStatus reign(ClusterState state) {
    Reign reign = state.reign();
    ReignStatus.Builder status =
        ReignStatus.newBuilder()
            .setEpoch(reign.epoch().number())
            .setPrimary(reign.leader().map(n -> n.name()).orElse(""))
            .setOpen(reign instanceof Reign.Open)
            .setPhaseAgeMs(Math.max(0, now.since(source.reignSince()).toMillis()));
    History history = state.history();
    switch (reign) {
      case Reign.None _ ->
          status.setPhase("bootstrapping").setPhaseDetail("there is no database yet");
      case Reign.Electing electing ->
          status
              .setPhase("electing")
              .setPhaseDetail(
                  "the nodes stop receiving WAL and say how far theirs reaches ("
                      + words(electing.cause())
                      + ")")
              .setTimeline(history.current());
      case Reign.Elected elected ->
          status
              .setPhase(
                  elected.accession() == Reign.Accession.FOUND ? "bootstrapping" : "promoting")
              .setPhaseDetail(waitingFor(state, elected))
              .setTimeline(elected.branch().timeline());
      case Reign.Open open ->
          status
              .setPhase("open")
              .setPhaseDetail("former primary: " + words(open.proof()))
              .setTimeline(open.branch().timeline());
    }
    return status.build();
  }

  private static String waitingFor(ClusterState state, Reign.Elected elected) {
    boolean unfenced = state.deposed().map(d -> d.fence().isEmpty()).orElse(false);
    return elected.candidate()
        + " gets ready"
        + (unfenced
            ? "; waiting for the proof that "
                + state.deposed().get().primary()
                + " no longer serves"
            : "; waiting for its sync set " + elected.proposed().set());
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  private static SyncSetStatus set(SyncEntry entry) {
    SyncSetStatus.Builder set =
        SyncSetStatus.newBuilder().setK(entry.set().k()).setMode(mode(entry.mode()));
    entry.set().members().forEach(member -> set.addMembers(member.name()));
    return set.build();
  }

  private static io.saksi.proto.v1.Mode mode(Mode mode) {
    return switch (mode) {
      case SYNC_AUTO -> io.saksi.proto.v1.Mode.MODE_SYNC_AUTO;
      case SYNC_MANUAL -> io.saksi.proto.v1.Mode.MODE_SYNC_MANUAL;
      case ASYNC -> io.saksi.proto.v1.Mode.MODE_ASYNC;
    };
  }
}
