package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.peer.Channels;
import io.saksi.core.command.Command;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.proto.v1.CheckpointRequest;
import io.saksi.proto.v1.Finding;
import io.saksi.proto.v1.InspectReply;
import io.saksi.proto.v1.InspectRequest;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.PeerGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What stands against a switchover, and what makes its outage short. */
final class Preflight {
  private static final Duration INSPECT_BOUND = Duration.ofSeconds(3);

  /** Bytes: more than a standby receives in a moment. */
  private static final long MUCH = 16L << 20;

  private final Channels channels;

  Preflight(Channels channels) {
    this.channels = channels;
  }

  /** Blocks while the primary's and the target's PostgreSQL are asked; bounded. */
  List<Obstacle> obstacles(LeaderDesk.Standing on, Command.BeginSwitchover order) {
    List<Obstacle> all = new ArrayList<>(whatIsSeen(on, order.target()));
    Optional<NodeId> primary = on.state().reign().leader();
    Optional<InspectReply> there = primary.flatMap(node -> inspect(on, node, order.target(), all));
    Optional<InspectReply> here = inspect(on, order.target(), order.target(), all);
    there.ifPresent(reply -> findings(primary.get(), reply, all));
    here.ifPresent(reply -> findings(order.target(), reply, all));
    if (there.isPresent() && here.isPresent()) {
      limits(order.target(), there.get(), here.get(), all);
    }
    return all;
  }

  private static List<Obstacle> whatIsSeen(LeaderDesk.Standing on, NodeId target) {
    Optional<Postgres> postgres = on.view().report(target).map(NodeReport::postgres);
    if (!(postgres.orElse(null) instanceof Postgres.Standby standby)) {
      return List.of(
          obstacle(
              "TARGET_NOT_STREAMING",
              target + " is no running standby",
              "see saksi status for what it does; name another node with --to"));
    }
    List<Obstacle> all = new ArrayList<>();
    if (!standby.streaming()) {
      all.add(
          obstacle(
              "TARGET_NOT_STREAMING",
              target + " is not connected to the primary",
              "look into its PostgreSQL's log; name another node with --to"));
    }
    primaryEnd(on)
        .map(end -> end.minus(standby.reached()))
        .filter(lag -> lag > MUCH)
        .ifPresent(lag ->
            all.add(
                obstacle(
                    "TARGET_LAGS",
                    target + " is " + lag + " bytes of WAL behind",
                    "wait until it has caught up")));
    long replay = standby.reached().minus(standby.replayed());
    if (replay > MUCH) {
      all.add(
          obstacle(
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

  private Optional<InspectReply> inspect(
      LeaderDesk.Standing on, NodeId node, NodeId target, List<Obstacle> all) {
    try {
      return Optional.of(
          stub(on, node, INSPECT_BOUND)
              .inspect(InspectRequest.newBuilder().setTarget(target.name()).build()));
    } catch (RuntimeException e) {
      all.add(
          obstacle(
              "NODE_NOT_INSPECTED",
              node + " could not be asked: " + io.grpc.Status.fromThrowable(e).getDescription(),
              "see that its agent and its PostgreSQL answer"));
      return Optional.empty();
    }
  }

  private static void findings(NodeId node, InspectReply reply, List<Obstacle> all) {
    for (Finding finding : reply.getFindingsList()) {
      all.add(
          obstacle(
              finding.getCode(), "on " + node + ": " + finding.getText(), finding.getRemedy()));
    }
  }

  /** A standby with smaller limits than its primary's does not follow it: 26.4.4 of the manual. */
  private static void limits(
      NodeId target, InspectReply primary, InspectReply standby, List<Obstacle> all) {
    primary
        .getLimitsMap()
        .forEach((name, value) -> {
          long has = standby.getLimitsOrDefault(name, value);
          if (has < value) {
            all.add(
                obstacle(
                    "SETTINGS_LOWER",
                    name + " is " + has + " on " + target + ", and " + value + " on the primary",
                    "raise it there and restart that node first"));
          }
        });
  }

  /**
   * While still serving: dirty buffers go to disk on both, so that the shutdown and the promotion
   * have little left to do. Blocks; a failure only costs time later.
   */
  void checkpoint(LeaderDesk.Standing on, NodeId target, Duration bound)
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
      org.slf4j.LoggerFactory.getLogger(Preflight.class)
          .warn("no checkpoint on {} before the switchover: {}", node, e.getMessage());
    }
  }

  private PeerGrpc.PeerBlockingStub stub(LeaderDesk.Standing on, NodeId node, Duration bound) {
    Member member = on.state().member(node).orElseThrow();
    return channels
        .blocking(member.agent())
        .withDeadlineAfter(bound.toMillis(), TimeUnit.MILLISECONDS);
  }

  static Obstacle obstacle(String code, String text, String remedy) {
    return Obstacle.newBuilder().setCode(code).setText(text).setRemedy(remedy).build();
  }
}
