package io.saksi.agent.boot;

import io.saksi.agent.access.Credentials;
import io.saksi.agent.admin.AdminService;
import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.Secret;
import io.saksi.agent.disaster.Rejoining;
import io.saksi.agent.disaster.Superseded;
import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.http.HttpServer;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.loop.Heartbeat;
import io.saksi.agent.node.Addresses;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.Promises;
import io.saksi.agent.operate.CallerAddress;
import io.saksi.agent.operate.OperatorService;
import io.saksi.agent.peer.AgentServer;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.peer.LocalServer;
import io.saksi.agent.tls.SelfRenewal;
import io.saksi.agent.tls.TlsFiles;
import io.saksi.agent.tls.Transport;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Moment;
import io.saksi.raft.RaftConfig;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftPeerAddress;
import io.saksi.raft.RaftStartException;
import io.saksi.raft.RaftWatchdog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running agent: its parts made, connected and started in the order in which they need each
 * other.
 */
public final class Agent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private static final Duration STOP_BOUND = Duration.ofSeconds(30);
  private static final Duration LEASE_FIRST = Duration.ofMillis(500);
  private static final Duration CERTIFICATES = Duration.ofMinutes(10);
  private static final Duration HEARTBEAT = Duration.ofMillis(500);

  private final AgentConfig config;
  private final Transport transport;
  private final EventLoop loop;
  private final Core core;
  private final AgentServer server;
  private final LocalServer local;
  private final Optional<HttpServer> http;
  private final Channels channels;
  private RaftNode raft;
  private RaftWatchdog watchdog;

  private Agent(
      AgentConfig config,
      Transport transport,
      EventLoop loop,
      Core core,
      AgentServer server,
      LocalServer local,
      Optional<HttpServer> http,
      Channels channels) {
    this.config = config;
    this.transport = transport;
    this.loop = loop;
    this.core = core;
    this.server = server;
    this.local = local;
    this.http = http;
    this.channels = channels;
  }

  /**
   * Starts the agent; blocks until its Raft peer runs, which for a node that joins takes until a
   * seed answers.
   *
   * @param halt ends the process at once, with a reason: what cannot go on must not linger
   */
  public static Agent start(
      AgentConfig config,
      Supplier<Moment> clock,
      LeaseGuard guard,
      HandsFactory hands,
      Addresses addresses,
      Consumer<String> halt)
      throws BootException, InterruptedException {
    try {
      Supersession.requireNone(config);
      Secret secret = Secret.read(config.secretFile());
      Credentials credentials =
          new Credentials(
              OwnTransport.of(config),
              secret.prove(config.cluster().getBytes(StandardCharsets.UTF_8)));
      Promises promises = Promises.load(config.promisesFile());
      Channels channels = new Channels(credentials);
      Optional<InheritedLease> inherited =
          InheritedLease.begin(
              config.node().name(), config.runDirectory(), clock, guard, promises, channels);
      try {
        if (inherited.isPresent()) {
          // The rest of a start competes with this for the processor, and can wait a moment.
          inherited.get().await(LEASE_FIRST);
        } else {
          Supersession.ask(config, raftConfig(config), channels);
        }
        Agent agent =
            make(config, clock, guard, promises, hands, addresses, channels, credentials, halt);
        agent.startOrClose(halt, () -> inherited.ifPresent(InheritedLease::close));
        return agent;
      } finally {
        inherited.ifPresent(InheritedLease::close);
      }
    } catch (IOException | RaftStartException e) {
      throw new BootException(e.getMessage(), e);
    }
  }

  private static Agent make(
      AgentConfig config,
      Supplier<Moment> clock,
      LeaseGuard guard,
      Promises promises,
      HandsFactory hands,
      Addresses addresses,
      Channels channels,
      Credentials credentials,
      Consumer<String> halt)
      throws BootException, InterruptedException, IOException {
    EventLoop loop =
        new EventLoop(failure -> {
          LOG.error("a broken invariant in the event loop", failure);
          halt.accept("a broken invariant: " + failure);
        });
    // From the loop itself: a thread of its own would beat on for an agent that does nothing.
    Heartbeat heartbeat = new Heartbeat(HEARTBEAT, clock.get());
    loop.every(
        HEARTBEAT,
        () -> {
          Moment now = clock.get();
          guard.beat(now);
          heartbeat.beat(now);
        });
    Core core = new Core(config, clock, guard, promises, hands, addresses, loop, channels, halt);
    Answers answers = core.answers();
    AdminService admin = answers.admin();
    OperatorService operators = answers.operators(core, channels);
    CallerAddress callers = new CallerAddress();
    AgentServer server =
        AgentServer.start(
            config.agent(),
            credentials,
            core.peerService(),
            admin,
            operators,
            answers.enrolment(core, channels),
            callers);
    LocalServer local = LocalServer.start(config.socket(), admin, operators, callers);
    Optional<HttpServer> http =
        config.http().map(listen -> HttpServer.start(answers.http(listen, heartbeat)));
    return new Agent(config, credentials.transport(), loop, core, server, local, http, channels);
  }

  private void startOrClose(Consumer<String> halt, Runnable beforeService)
      throws BootException, RaftStartException, InterruptedException {
    try {
      begin(halt, beforeService);
    } catch (BootException | RaftStartException | InterruptedException e) {
      close();
      throw e;
    }
  }

  /** Makes the hands of a data node, or of a witness. */
  public interface HandsFactory {
    Hands make(Promises promises, BooleanSupplier leaseHolds, ReignEnds reigns)
        throws BootException, InterruptedException;
  }

  private void begin(Consumer<String> halt, Runnable beforeService)
      throws BootException, RaftStartException, InterruptedException {
    raft = raft(raftConfig(config).withTls(OwnTransport.ofRaft(transport)));
    forgetRejoining();
    Supersession supersession =
        new Supersession(
            config,
            channels,
            raft.groupId(),
            () -> core.machine().applied().state(),
            core::unheard,
            by -> superseded(by, halt));
    core.meets(supersession::met);
    watchdog = RaftWatchdog.start(raft, RaftWatchdog.Limits.defaults(), halt);
    beforeService.run();
    core.attach(raft);
    config.tls().ifPresent(directory -> renewCertificates(new TlsFiles(directory)));
    if (!core.isMember()) {
      LOG.info("{} is not a member of the cluster yet", config.node());
    }
    Membership.keep(config, raft, core, new Seeds(channels));
    supersession.watch();
  }

  /** The group is that of this node's peer, so what it was made from is no longer needed. */
  private void forgetRejoining() throws BootException {
    try {
      Rejoining.done(config.home());
    } catch (IOException e) {
      throw new BootException("cannot delete the note on rejoining: " + e, e);
    }
  }

  private void renewCertificates(TlsFiles files) {
    SelfRenewal renewal = new SelfRenewal(files);
    loop.every(CERTIFICATES, () -> Thread.startVirtualThread(() -> renew(renewal)));
  }

  private static void renew(SelfRenewal renewal) {
    try {
      renewal.look(Instant.now());
    } catch (IOException | RuntimeException e) {
      LOG.warn("this node's certificate is not renewed: {}", e.getMessage());
    }
  }

  /** Closed first, then ended; the next start is refused by what is on disk. */
  private void superseded(Superseded by, Consumer<String> halt) {
    core.stopNode(STOP_BOUND);
    halt.accept(by.message());
  }

  private static RaftConfig raftConfig(AgentConfig config) {
    return RaftConfig.of(
        config.raftDirectory(),
        config.raftMarker(),
        new RaftPeerAddress(config.node().name(), config.raft().host(), config.raft().port()));
  }

  /**
   * Founding, coming back, or joining: the only start that names peers is the first one of the
   * founder (rule R1).
   */
  private RaftNode raft(RaftConfig raftConfig)
      throws BootException, RaftStartException, InterruptedException {
    ClusterMachine machine = core.machine();
    if (RaftNode.initialised(raftConfig)) {
      HomeCluster.require(config);
      LOG.info("{} comes back to its group", config.node());
      return RaftNode.restart(raftConfig, machine, core.raftListener());
    }
    List<Endpoint> seeds = seeds();
    if (config.bootstrap() && seeds.equals(config.seeds())) {
      requireNoCluster();
      HomeCluster.write(config);
      LOG.info("{} founds cluster {}", config.node(), config.cluster());
      return RaftNode.bootstrap(raftConfig, machine, core.raftListener());
    }
    if (seeds.isEmpty()) {
      throw new BootException(
          "this node belongs to no cluster yet: give --seed HOST:PORT of an agent that does, or"
              + " --bootstrap to found a new one");
    }
    Seeds.Found found = new Seeds(channels).find(seeds, config.cluster(), config.seedTimeout());
    LOG.info(
        "{} joins cluster {} ({}) through {}",
        config.node(),
        found.name(),
        found.id(),
        found.seed());
    UUID group = found.raftGroup();
    if (!new Seeds(channels).begin(seeds, group.toString(), config.self(), config.seedTimeout())) {
      throw new BootException(
          "no Raft leader took this node in within "
              + config.seedTimeout().toSeconds()
              + " s: the cluster needs a majority of its nodes for that; see saksi status");
    }
    HomeCluster.write(config);
    return RaftNode.join(raftConfig, group, machine, core.raftListener());
  }

  /** Whom to ask to be taken in: who was superseded asks those that go on, and founds nothing. */
  private List<Endpoint> seeds() throws BootException {
    try {
      Optional<List<Endpoint>> rejoining = Rejoining.read(config.home());
      if (rejoining.isEmpty()) {
        return config.seeds();
      }
      List<Endpoint> all = new ArrayList<>(rejoining.get());
      all.addAll(config.seeds());
      return all;
    } catch (IOException e) {
      throw new BootException(e.getMessage(), e);
    }
  }

  /** A founder whose home was lost must not found a second cluster beside the first. */
  private void requireNoCluster() throws BootException {
    Optional<Seeds.Found> found = new Seeds(channels).existing(config.seeds());
    if (found.isPresent()) {
      throw new BootException(
          "there is a cluster already: "
              + found.get().name()
              + " ("
              + found.get().id()
              + "), says "
              + found.get().seed()
              + "; start without --bootstrap to join it");
    }
  }

  /** A clean stop: PostgreSQL is shut down first, the others are told, then this peer leaves. */
  public void stop() {
    core.stopNode(STOP_BOUND);
    close();
  }

  @Override
  public void close() {
    if (watchdog != null) {
      watchdog.close();
    }
    http.ifPresent(HttpServer::close);
    local.close();
    server.close();
    if (raft != null) {
      raft.close();
    }
    core.close();
    channels.close();
    loop.close();
  }
}
