package io.saksi.agent.boot;

import io.saksi.agent.admin.News;
import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.cluster.Stamps;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.fence.FenceDesk;
import io.saksi.agent.fence.FenceWatch;
import io.saksi.agent.hook.HookDesk;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.node.Addresses;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.NodeDesk;
import io.saksi.agent.node.Promises;
import io.saksi.agent.operate.Leadership;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.peer.LeaderLink;
import io.saksi.agent.peer.PeerService;
import io.saksi.agent.peer.Proposals;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.command.Command;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.DiscoverRequest;
import io.saksi.raft.RaftListener;
import io.saksi.raft.RaftNode;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LeaderView;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects an agent's parts: Raft's news to the desks, the desks' entries to the log, reports to
 * the leader and its broadcast back.
 */
final class Core implements PeerService.Agent, Leadership, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Core.class);
  private static final long NO_VERSION = -1;

  private static final Duration STOPS_WITHIN = Duration.ofMinutes(5);
  private static final Duration BROADCAST_TICK = Duration.ofMillis(500);

  private final AgentConfig config;
  private final Supplier<Moment> clock;
  private final Stamps stamps;
  private final EventLoop loop;
  private final ClusterMachine machine;
  private final LeaderDesk leader;
  private final NodeDesk node;
  private final LeaderLink link;
  private final Proposals proposals;
  private final PeerService peers;
  private final Hands hands;
  private final ReignEnds reigns;
  private final LeaseGuard guard;
  private final Addresses addresses;
  private final News news = new News();
  private final Broadcasts broadcasts;
  private final LeaderFinder finder;
  private final Admission admission;
  private final FenceWatch fenceWatch;
  private final HintKeeper hints;
  private final RaftSeat seat;
  private final Discovery discovery;
  private volatile Optional<HookDesk> hooks = Optional.empty();
  private volatile RaftNode raft;
  private long knownVersion = NO_VERSION;
  private volatile Optional<NodeReport> ownReport = Optional.empty();

  Core(
      AgentConfig config,
      Supplier<Moment> clock,
      LeaseGuard guard,
      Promises promises,
      Agent.HandsFactory factory,
      Addresses addresses,
      EventLoop loop,
      Channels channels,
      Consumer<String> halt)
      throws BootException, InterruptedException {
    this.config = config;
    this.clock = clock;
    stamps = new Stamps(config.node(), clock, Instant::now);
    this.guard = guard;
    this.addresses = addresses;
    this.loop = loop;
    reigns = ReignEnds.load(config.home().resolve("reigns"));
    machine = new ClusterMachine(clock, this::applied, halt);
    leader = new LeaderDesk(loop, config.node(), clock, machine, this::write);
    FenceDesk fences = new FenceDesk(loop, config.node(), clock, config.fences(), this::write);
    leader.shows(fences::look);
    peers = new PeerService(loop, this, this::reported);
    broadcasts = new Broadcasts(loop, config.node(), clock, leader, peers, news, this::heard);
    link = new LeaderLink(loop, channels, broadcasts::heard);
    proposals = new Proposals(channels);
    finder = new LeaderFinder(config.node(), clock, machine, broadcasts::picture);
    admission = new Admission(loop, config.node(), clock, machine, leader, () -> raft, this::write);
    seat =
        new RaftSeat(
            loop,
            clock,
            leader,
            broadcasts::picture,
            link,
            finder,
            new Voters(config.node(), machine, () -> raft),
            new RaftSeat.Turns(this::leadingBegins, peers::dismissReporters, this::createCluster));
    discovery = new Discovery(config, machine, seat, this::raft, () -> ownReport);
    hints = new HintKeeper(loop, config);
    fenceWatch = FenceWatch.start(config.fences(), config.node());
    hands = factory.make(promises, this::leaseHolds, reigns);
    node =
        new NodeDesk(
            loop,
            config.node(),
            clock,
            machine,
            hands,
            promises,
            guard,
            fenceWatch::canFence,
            this::propose,
            this::report);
  }

  ClusterMachine machine() {
    return machine;
  }

  PeerService peerService() {
    return peers;
  }

  /** Raft runs: from here on this node takes part. */
  void attach(RaftNode running) {
    raft = running;
    seat.take(running);
    loop.every(BROADCAST_TICK, this::broadcastIfLeader);
    addresses.onChange(() -> loop.execute(node::reportAgain));
    node.start();
    hooks =
        config
            .hooks()
            .map(of ->
                HookDesk.start(
                    config.node(),
                    of,
                    config.home(),
                    () -> machine.applied().state(),
                    node::own,
                    () -> loop.execute(node::reportAgain)));
  }

  RaftListener raftListener() {
    return seat.listener();
  }

  private void leadingBegins() {
    ownReport.ifPresent(leader::accept);
  }

  /** The founder's first entry. Repeated until it is there; the state refuses a second one. */
  private void createCluster() {
    if (machine.applied().state().isPresent() || !config.bootstrap()) {
      return;
    }
    try {
      Command create = FirstEntry.of(config, raft.groupId());
      var _ =
          write(new LogEntry(OptionalLong.empty(), create, config.node().name()))
              .whenComplete(
                  (result, failure) -> LOG.debug("create cluster: {} {}", result, failure));
    } catch (PostgresException e) {
      LOG.error("no cluster is made: {}", e.getMessage());
    }
  }

  /** On Raft's thread: the loop may see several changes as one, and how a reign ended is brief. */
  private void applied() {
    machine.applied().state().ifPresent(reigns::saw);
    loop.execute(this::stateChanged);
  }

  private void stateChanged() {
    Optional<ClusterState> state = machine.applied().state();
    long version = state.map(ClusterState::version).orElse(NO_VERSION);
    if (version == knownVersion) {
      // A renewal: it is told by the next broadcast, and is no reason to look more closely.
      return;
    }
    knownVersion = version;
    state.ifPresent(hands::know);
    state.ifPresent(hints::know);
    node.stateChanged();
    leader.decide();
    broadcastSoon();
    news.announce();
  }

  /**
   * Where Raft knows no leader, the others do, or pass it on to one that this node cannot reach.
   */
  private CompletableFuture<CommandResult> propose(LogEntry entry) {
    if (seat.leads()) {
      return write(entry);
    }
    return leaderAgent()
        .map(at -> proposals.to(at, entry))
        .orElseGet(() -> proposals.toAnyOf(finder.others(), entry));
  }

  @Override
  public Optional<CompletableFuture<CommandResult>> passOn(LogEntry entry) {
    return leaderAgent().map(at -> proposals.passOn(at, entry, config.node()));
  }

  @Override
  public void renewalCame(String of, Optional<NodeId> through) {
    loop.execute(() -> leader.renewalCame(of, through));
  }

  /** The one way into the log: here each entry gets its time, by this leader's clocks. */
  @Override
  public CompletableFuture<CommandResult> write(LogEntry entry) {
    return raft.submit(entry.at(stamps.now()).toBytes()).thenApply(Core::result);
  }

  private static CommandResult result(byte[] bytes) {
    try {
      return CommandResult.fromBytes(bytes);
    } catch (MalformedMessage e) {
      throw new IllegalStateException(e);
    }
  }

  private void report(NodeReport ofPostgres) {
    NodeReport report =
        ofPostgres
            .with(addresses.facts())
            .withTrouble(hooks.map(HookDesk::trouble).orElse(List.of()));
    ownReport = Optional.of(report);
    if (seat.leads()) {
      reported(report);
    } else {
      link.send(report);
    }
  }

  private void reported(NodeReport report) {
    ClusterView.Received before = leader.received().get(report.node());
    leader.accept(report);
    if (before == null || !before.report().tellsTheSameAs(report)) {
      broadcastSoon();
    }
  }

  private void broadcastIfLeader() {
    if (seat.leads()) {
      broadcast();
    }
  }

  private void broadcastSoon() {
    if (seat.leads()) {
      broadcasts.soon(this::broadcast);
    }
  }

  private void broadcast() {
    Optional<ClusterState> state = machine.applied().state();
    if (seat.leads() && state.isPresent()) {
      broadcasts.send(state.get(), raft.term());
    } else {
      broadcasts.skip();
    }
  }

  private void heard(LeaderView view) {
    node.confirmed(view.epoch(), view.stateVersion());
    addresses.heard(view);
    hands.heard(view.nodes().stream().map(LeaderView.Seen::report).toList());
  }

  private boolean leaseHolds() {
    Duration ahead =
        machine.applied().state().map(s -> s.settings().closeAhead()).orElse(Duration.ZERO);
    return guard
        .armed()
        .map(armed -> clock.get().plus(ahead).isBefore(armed.deadline()))
        .orElse(false);
  }

  boolean isMember() {
    return machine.applied().state().flatMap(s -> s.member(config.node())).isPresent();
  }

  @Override
  public boolean leads() {
    return seat.leads();
  }

  @Override
  public String clusterId() {
    return raft == null ? "" : raft.groupId().toString();
  }

  @Override
  public Optional<Endpoint> leaderAgent() {
    return seat.leaderAgent();
  }

  @Override
  public DiscoverReply discover() {
    return discovery.reply();
  }

  /** Is told of everybody who says who he is. */
  void meets(Consumer<DiscoverRequest> who) {
    discovery.meets(who);
  }

  @Override
  public void met(DiscoverRequest who) {
    discovery.met(who);
  }

  /** The members that this node is not in touch with, directly or through the Raft leader. */
  List<Member> unheard() {
    return machine
        .applied()
        .state()
        .map(state -> Unheard.of(state, config.node(), broadcasts.picture(), clock.get()))
        .orElse(List.of());
  }

  @Override
  public CompletableFuture<String> admit(Member member) {
    return admission.admit(member);
  }

  @Override
  public CompletableFuture<String> makeRoomFor(Member member) {
    return admission.makeRoomFor(member);
  }

  @Override
  public CompletableFuture<Optional<LeaderDesk.Standing>> standing() {
    CompletableFuture<Optional<LeaderDesk.Standing>> standing = new CompletableFuture<>();
    loop.execute(() -> standing.complete(leader.standing()));
    return standing;
  }

  @Override
  public Readiness inspect(String target) throws Exception {
    return hands.inspect().and(askHooks(target).findings());
  }

  @Override
  public Readiness askHooks(String target) throws InterruptedException {
    return hooks.isPresent()
        ? Readiness.NOTHING.and(hooks.get().objections(new NodeId(target)))
        : Readiness.NOTHING;
  }

  @Override
  public void checkpoint() throws Exception {
    ClusterState state = machine.applied().state().orElseThrow();
    hands.perform(new Action.Checkpoint(state.reign().epoch()), state);
  }

  /** What runs is the cluster's: only where nobody needs it. */
  @Override
  public void stopPostgres() throws BootException {
    ClusterState state = machine.applied().state().orElseThrow();
    if (!NodePlanner.leavesAlone(state, config.node())) {
      throw new BootException(
          config.node()
              + " is not in maintenance, or is needed still: saksi node maintenance frees it"
              + " first");
    }
    hands.shutDown(STOPS_WITHIN);
  }

  @Override
  public Optional<String> mistake(Configuration.Content content) throws Exception {
    return hands.mistake(content);
  }

  /** What operators, HTTP and programs are answered by. */
  Answers answers() {
    StatusSource status =
        new CoreStatus(config.node(), clock, machine, broadcasts, news, this::raft);
    return new Answers(config, loop, machine, status, hands, node::own, guard::armed, this::raft);
  }

  private Optional<RaftNode> raft() {
    return Optional.ofNullable(raft);
  }

  void stopNode(Duration bound) {
    new CleanStop(loop, config.node(), machine).stop(node, bound);
  }

  @Override
  public void close() {
    hooks.ifPresent(HookDesk::close);
    fenceWatch.close();
    if (hands instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        LOG.debug("closing", e);
      }
    }
  }
}
