package io.saksi.agent.admin;

import io.saksi.agent.cluster.Picture;
import io.saksi.core.decide.Prospect;
import io.saksi.core.model.Goals;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Sightings;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.HistoryView;
import io.saksi.wire.LeaderView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether the cluster could meet the goals that are set, from what this agent was told. */
final class Prospects {
  private final StatusSource source;
  private final Optional<Picture> picture;
  private final Moment now;

  /**
   * @param picture empty: nothing recent was heard from the Raft leader
   */
  Prospects(StatusSource source, Optional<Picture> picture, Moment now) {
    this.source = source;
    this.picture = picture;
    this.now = now;
  }

  void addTo(ClusterStatus.Builder status, ClusterState state, StatusSource.Raft raft) {
    Prospect prospect =
        Prospect.of(
            state,
            picture.map(this::view),
            source.incidents(),
            raft.voters().stream().map(NodeId::new).collect(Collectors.toUnmodifiableSet()),
            now);
    write(prospect, state.settings().goals(), status.getProspectBuilder());
    state
        .reign()
        .leader()
        .ifPresent(primary ->
            prospect.problems(primary).stream()
                .map(MemberStatuses::problem)
                .forEach(status::addProblems));
  }

  /** As the Raft leader sees the nodes, on this agent's clock. */
  private ClusterView view(Picture told) {
    Map<NodeId, ClusterView.Received> received = new TreeMap<>();
    Moment since = told.heardAt();
    for (LeaderView.Seen seen : told.view().nodes()) {
      Moment at = told.heardAt().minus(seen.age());
      received.put(seen.report().node(), new ClusterView.Received(seen.report(), at));
      since = at.isBefore(since) ? at : since;
    }
    return new ClusterView(since, source.reignSince(), received, source.lease(), Sightings.NONE);
  }

  private static void write(Prospect prospect, Goals goals, io.saksi.proto.v1.Prospect.Builder to) {
    Prospect.Outage outage = prospect.outage();
    to.setRto(word(outage.verdict())).addAllRtoGrounds(outage.grounds());
    outage.expected().map(Duration::toMillis).ifPresent(to::setExpectedOutageMs);
    goals.rto().map(Duration::toMillis).ifPresent(to::setRtoMs);
    Prospect.Loss loss = prospect.loss();
    to.setRpo(word(loss.verdict())).addAllRpoGrounds(loss.grounds());
    loss.bytes().ifPresent(to::setExpectedLossBytes);
    loss.time().map(Duration::toMillis).ifPresent(to::setExpectedLossMs);
    goals
        .rpo()
        .ifPresent(rpo -> {
          switch (rpo) {
            case Goals.Rpo.Wal wal -> to.setRpoBytes(wal.most());
            case Goals.Rpo.Time time -> to.setRpoMs(time.most().toMillis());
          }
        });
  }

  /** For who compares what happened with them. */
  static void write(Goals goals, HistoryView.Builder to) {
    goals.rto().map(Duration::toMillis).ifPresent(to::setRtoMs);
    goals
        .rpo()
        .ifPresent(rpo -> {
          switch (rpo) {
            case Goals.Rpo.Wal wal -> to.setRpoBytes(wal.most());
            case Goals.Rpo.Time time -> to.setRpoMs(time.most().toMillis());
          }
        });
  }

  private static io.saksi.proto.v1.Prospect.Verdict word(Prospect.Verdict verdict) {
    return switch (verdict) {
      case UNSET -> io.saksi.proto.v1.Prospect.Verdict.VERDICT_UNSET;
      case MET -> io.saksi.proto.v1.Prospect.Verdict.VERDICT_MET;
      case MISSED -> io.saksi.proto.v1.Prospect.Verdict.VERDICT_MISSED;
      case UNKNOWN -> io.saksi.proto.v1.Prospect.Verdict.VERDICT_UNKNOWN;
    };
  }
}
