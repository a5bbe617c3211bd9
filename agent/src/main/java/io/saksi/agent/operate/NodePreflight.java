package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.peer.Channels;
import io.saksi.core.command.Command;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.proto.v1.CheckpointRequest;
import io.saksi.proto.v1.Finding;
import io.saksi.proto.v1.InspectReply;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.Pace;
import io.saksi.proto.v1.PeerGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks the agents. */
final class NodePreflight implements Preflight {
  /** Bytes: more than a standby receives in a moment. */
  private static final long MUCH = 16L << 20;

  private final Channels channels;
  private final Inspections inspections;
  private final Supplier<IncidentTrail> incidents;

  NodePreflight(Channels channels, Supplier<IncidentTrail> incidents) {
    this(channels, new Inspections(channels), incidents);
  }

  NodePreflight(Channels channels, Inspections inspections, Supplier<IncidentTrail> incidents) {
    this.channels = channels;
    this.inspections = inspections;
    this.incidents = incidents;
  }

  @Override
  public Look look(LeaderDesk.Standing on, Command.BeginSwitchover order)
      throws InterruptedException {
    List<Obstacle> all = new ArrayList<>(whatIsSeen(on, order.target()));
    Map<NodeId, Inspections.Answer> answers = inspections.of(on, order.target());
    answers.forEach((node, answer) -> {
      answer.silence().ifPresent(all::add);
      answer.reply().ifPresent(reply -> findings(node, reply, all));
    });
    Optional<InspectReply> there =
        on.state().reign().leader().map(answers::get).flatMap(Inspections.Answer::reply);
    Optional<InspectReply> here =
        Optional.ofNullable(answers.get(order.target())).flatMap(Inspections.Answer::reply);
    if (there.isPresent() && here.isPresent()) {
      all.addAll(Comparison.of(order.target(), there.get(), here.get()));
    }
    Forecast forecast =
        Forecast.of(
            incidents.get(),
            there.map(InspectReply::getPace).orElse(Pace.getDefaultInstance()),
            here.map(InspectReply::getPace).orElse(Pace.getDefaultInstance()),
            backlog(on, order.target()));
    if (forecast.length().compareTo(order.limit()) > 0) {
      all.add(tooLong(forecast, order.limit()));
    }
    return new Look(all, forecast);
  }

  @Override
  public List<Obstacle> tried(LeaderDesk.Standing on, Configuration.Content content)
      throws InterruptedException {
    return new Trials(channels).of(on, content);
  }

  private static Obstacle tooLong(Forecast forecast, Duration limit) {
    return Preflight.obstacle(
        "OUTAGE_TOO_LONG",
        "it is predicted to take "
            + Forecast.seconds(forecast.length())
            + " ("
            + String.join("; ", forecast.grounds())
            + "), and would be rolled back after "
            + Forecast.seconds(limit),
        "wait for a quieter hour, or allow more with --max-outage");
  }

  private static Forecast.Backlog backlog(LeaderDesk.Standing on, NodeId target) {
    Optional<Postgres> seen = on.view().report(target).map(NodeReport::postgres);
    if (!(seen.orElse(null) instanceof Postgres.Standby standby)) {
      return new Forecast.Backlog(0, 0);
    }
    long behind = primaryEnd(on).map(end -> end.minus(standby.reached())).orElse(0L);
    return new Forecast.Backlog(behind, standby.reached().minus(standby.replayed()));
  }

  private static List<Obstacle> whatIsSeen(LeaderDesk.Standing on, NodeId target) {
    Optional<Postgres> postgres = on.view().report(target).map(NodeReport::postgres);
    if (!(postgres.orElse(null) instanceof Postgres.Standby standby)) {
      return List.of(
          Preflight.obstacle(
              "TARGET_NOT_STREAMING",
              target + " is no running standby",
              "see saksi status for what it does; name another node with --to"));
    }
    List<Obstacle> all = new ArrayList<>();
    if (!standby.streaming()) {
      all.add(
          Preflight.obstacle(
              "TARGET_NOT_STREAMING",
              target + " is not connected to the primary",
              "look into its PostgreSQL's log; name another node with --to"));
    }
    primaryEnd(on)
        .map(end -> end.minus(standby.reached()))
        .filter(lag -> lag > MUCH)
        .ifPresent(lag ->
            all.add(
                Preflight.obstacle(
                    "TARGET_LAGS",
                    target + " is " + lag + " bytes of WAL behind",
                    "wait until it has caught up")));
    long replay = standby.reached().minus(standby.replayed());
    if (replay > MUCH) {
      all.add(
          Preflight.obstacle(
              "REPLAY_LAGS",
              target + " has " + replay + " bytes of WAL still to replay",
              "wait, or end the queries on it that hold up its replay"));
    }
    return all;
  }

  private static Optional<Lsn> primaryEnd(LeaderDesk.Standing on) {
    return on.state()
        .reign()
        .leader()
        .flatMap(on.view()::report)
        .map(NodeReport::postgres)
        .filter(Postgres.Primary.class::isInstance)
        .map(p -> ((Postgres.Primary) p).flushed());
  }

  private static void findings(NodeId node, InspectReply reply, List<Obstacle> all) {
    for (Finding finding : reply.getFindingsList()) {
      all.add(
          Preflight.obstacle(
              finding.getCode(), "on " + node + ": " + finding.getText(), finding.getRemedy()));
    }
  }

  @Override
  public void checkpoint(LeaderDesk.Standing on, NodeId target, Duration bound)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (NodeId node : List.of(on.state().reign().leader().orElse(target), target)) {
      threads.add(
          Thread.ofVirtual()
              .name("saksi-checkpoint-" + node)
              .start(() -> checkpointOf(on, node, bound)));
    }
    for (Thread thread : threads) {
      thread.join(bound.plusSeconds(1));
    }
  }

  private void checkpointOf(LeaderDesk.Standing on, NodeId node, Duration bound) {
    try {
      var _ = stub(on, node, bound).checkpoint(CheckpointRequest.getDefaultInstance());
    } catch (RuntimeException e) {
      org.slf4j.LoggerFactory.getLogger(NodePreflight.class)
          .warn("no checkpoint on {} before the switchover: {}", node, e.getMessage());
    }
  }

  private PeerGrpc.PeerBlockingStub stub(LeaderDesk.Standing on, NodeId node, Duration bound) {
    Member member = on.state().member(node).orElseThrow();
    return channels
        .blocking(member.agent())
        .withDeadlineAfter(bound.toMillis(), TimeUnit.MILLISECONDS);
  }
}
