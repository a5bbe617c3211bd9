package io.saksi.agent.boot;

import io.grpc.BindableService;
import io.saksi.agent.admin.AdminService;
import io.saksi.agent.admin.DivergenceDesk;
import io.saksi.agent.admin.IncidentDesk;
import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.admin.TrialDesk;
import io.saksi.agent.cli.Version;
import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.http.NodeSource;
import io.saksi.agent.join.EnrolmentService;
import io.saksi.agent.join.Enrolments;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.loop.Heartbeat;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.OwnNode;
import io.saksi.agent.operate.Leadership;
import io.saksi.agent.operate.OperatorService;
import io.saksi.agent.operate.Timetable;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.peer.PeerService;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstallation;
import io.saksi.agent.tls.TlsFiles;
import io.saksi.core.model.Endpoint;
import io.saksi.raft.RaftNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators, HTTP and programs are answered by. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final Duration TIMETABLE_TICK = Duration.ofSeconds(1);

  private final AgentConfig config;
  private final EventLoop loop;
  private final ClusterMachine machine;
  private final StatusSource status;
  private final Hands hands;
  private final Supplier<Optional<OwnNode>> own;
  private final Supplier<Optional<LeaseGuard.Armed>> armed;
  private final Supplier<Optional<RaftNode>> raft;

  /**
   * @param own what this node last saw of itself
   * @param armed what its guard enforces
   * @param raft empty until this node's Raft peer runs
   */
  Answers(
      AgentConfig config,
      EventLoop loop,
      ClusterMachine machine,
      StatusSource status,
      Hands hands,
      Supplier<Optional<OwnNode>> own,
      Supplier<Optional<LeaseGuard.Armed>> armed,
      Supplier<Optional<RaftNode>> raft) {
    this.config = config;
    this.loop = loop;
    this.machine = machine;
    this.status = status;
    this.hands = hands;
    this.own = own;
    this.armed = armed;
    this.raft = raft;
  }

  /** From here on orders for later are carried out, too. */
  OperatorService operators(Leadership leadership, Channels channels) {
    loop.every(
        TIMETABLE_TICK, new Timetable(config.node(), leadership, channels, machine::applied)::look);
    return new OperatorService(status, machine::applied, leadership, channels);
  }

  /** Only over TLS: what it hands over is for nobody else's eyes. */
  Optional<BindableService> enrolment(PeerService.Agent agent, Channels channels) {
    return config
        .tls()
        .map(directory ->
            new EnrolmentService(
                new Enrolments(
                    config.cluster(),
                    config.node(),
                    config.secretFile(),
                    new TlsFiles(directory),
                    InstantSource.system(),
                    () -> machine.applied().state(),
                    agent::write),
                agent::leads,
                agent::leaderAgent,
                channels));
  }

  AdminService admin() {
    return new AdminService(
        status,
        new DivergenceDesk(hands::divergences),
        new IncidentDesk(status, () -> machine.applied().incidents(), Instant::now),
        new TrialDesk(status, Version.number(), this::postgresVersion));
  }

  private String postgresVersion() {
    if (config.postgres().isEmpty()) {
      return "";
    }
    try {
      return PostgresInstallation.find(config.postgresBinaries()).version();
    } catch (PostgresException e) {
      LOG.warn("{}", e.getMessage());
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  NodeSource http(Endpoint listen, Heartbeat heartbeat) {
    return new NodeSource(
        status,
        own,
        armed,
        heartbeat,
        () -> raft.get().map(RaftNode::appliedIndex).orElse(-1L),
        Instant::now,
        Version.number(),
        listen);
  }
}
