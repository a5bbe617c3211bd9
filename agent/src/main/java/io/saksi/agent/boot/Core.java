package io.saksi.agent.boot;

import io.saksi.agent.admin.News;
import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.cluster.Picture;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.NodeDesk;
import io.saksi.agent.node.Promises;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.peer.LeaderLink;
import io.saksi.agent.peer.PeerService;
import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.LeaderBroadcast;
import io.saksi.raft.RaftListener;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftPeerAddress;
import io.saksi.raft.RaftRole;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LeaderView;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects an agent's parts: Raft's news to the desks, the desks' entries to the log, reports to
 * the leader and its broadcast back.
 */
final class Core implements PeerService.Agent, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Core.class);
  private static final Duration HEARD_LATELY = Duration.ofSeconds(1);
  private static final int TICKS_FOR_A_GUESS = 3;
  private static final long NO_VERSION = -1;
  private static final Duration RAFT_TICK = Duration.ofMillis(100);
  private static final Duration BROADCAST_TICK = Duration.ofMillis(500);
  private static final Duration BROADCAST_DELAY = Duration.ofMillis(2);
  private static final Duration LEADERSHIP_TICK = Duration.ofSeconds(5);
  private static final Duration SUCCESSOR_BOUND = Duration.ofSeconds(4);

  private final AgentConfig config;
  private final Supplier<Moment> clock;
  private final EventLoop loop;
  private final ClusterMachine machine;
  private final LeaderDesk leader;
  private final NodeDesk node;
  private final LeaderLink link;
  private final PeerService peers;
  private final Hands hands;
  private final LeaseGuard guard;
  private final AtomicReference<Optional<Picture>> picture =
      new AtomicReference<>(Optional.empty());
  private final News news = new News();
  private volatile RaftNode raft;
  private volatile boolean leads;
  private long sequence;
  private long knownVersion = NO_VERSION;
  private int guesses;
  private boolean broadcastDue;
  private Optional<NodeReport> ownReport = Optional.empty();
  private volatile Optional<LeaseHint> hint = Optional.empty();

  Core(
      AgentConfig config,
      Supplier<Moment> clock,
      LeaseGuard guard,
      Promises promises,
      Agent.HandsFactory factory,
      EventLoop loop,
      Channels channels,
      Consumer<String> halt)
      throws BootException, InterruptedException {
    this.config = config;
    this.clock = clock;
    this.guard = guard;
    this.loop = loop;
    machine = new ClusterMachine(clock, () -> loop.execute(this::stateChanged), halt);
    leader = new LeaderDesk(loop, config.node(), clock, machine, this::write);
    link = new LeaderLink(loop, channels, this::heard);
    peers = new PeerService(loop, this, this::reported);
    hands = factory.make(promises, this::leaseHolds);
    node =
        new NodeDesk(
            loop,
            config.node(),
            clock,
            machine,
            hands,
            promises,
            guard,
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
    loop.every(RAFT_TICK, this::lookAtRaft);
    loop.every(BROADCAST_TICK, this::broadcast);
    loop.every(LEADERSHIP_TICK, this::leadElsewhere);
    loop.execute(this::lookAtRaft);
    node.start();
  }

  RaftListener raftListener() {
    return new RaftListener() {
      @Override
      public void leaderReady(long term) {
        loop.execute(Core.this::lookAtRaft);
      }

      @Override
      public void notLeader() {
        loop.execute(Core.this::lookAtRaft);
      }

      @Override
      public void leaderChanged(Optional<String> leaderId) {
        loop.execute(Core.this::lookAtRaft);
      }
    };
  }

  private void lookAtRaft() {
    if (raft == null) {
      return;
    }
    boolean ready = raft.role() == RaftRole.LEADER_READY;
    if (ready && !leads) {
      leads = true;
      leader.lead();
      ownReport.ifPresent(leader::accept);
    } else if (!ready && leads) {
      leads = false;
      leader.stepDown();
      peers.dismissReporters();
    }
    link.follow(ready ? Optional.empty() : leaderAgent().or(this::likelyLeader));
    if (leads) {
      createCluster();
      leader.decide();
    }
  }

  /** The founder's first entry. Repeated until it is there; the state refuses a second one. */
  private void createCluster() {
    if (machine.applied().state().isEmpty() && config.bootstrap()) {
      Command create =
          new Command.CreateCluster(
              new ClusterId(config.cluster(), raft.groupId().toString()),
              Settings.DEFAULT,
              config.self());
      var _ =
          write(new LogEntry(OptionalLong.empty(), create, config.node().name()))
              .whenComplete(
                  (result, failure) -> LOG.debug("create cluster: {} {}", result, failure));
    }
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
    state.ifPresent(this::keepHint);
    node.stateChanged();
    leader.decide();
    broadcastSoon();
    announce();
  }

  private void keepHint(ClusterState state) {
    LeaseHint fresh = LeaseHint.of(state, config.node());
    if (!hint.equals(Optional.of(fresh))) {
      hint = Optional.of(fresh);
      loop.work("saksi-hint", this::writeHint);
    }
  }

  private synchronized void writeHint() {
    hint.ifPresent(newest -> newest.write(config.runDirectory()));
  }

  private void announce() {
    news.announce();
  }

  private CompletableFuture<CommandResult> propose(LogEntry entry) {
    return leads ? write(entry) : link.propose(entry);
  }

  @Override
  public CompletableFuture<CommandResult> write(LogEntry entry) {
    return raft.submit(entry.toBytes()).thenApply(Core::result);
  }

  private static CommandResult result(byte[] bytes) {
    try {
      return CommandResult.fromBytes(bytes);
    } catch (MalformedMessage e) {
      throw new IllegalStateException(e);
    }
  }

  private void report(NodeReport report) {
    ownReport = Optional.of(report);
    if (leads) {
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

  private void broadcastSoon() {
    if (leads && !broadcastDue) {
      broadcastDue = true;
      loop.after(BROADCAST_DELAY, this::broadcast);
    }
  }

  private void broadcast() {
    broadcastDue = false;
    Optional<ClusterState> state = machine.applied().state();
    if (!leads || state.isEmpty()) {
      return;
    }
    Moment now = clock.get();
    List<LeaderView.Seen> seen =
        leader.received().values().stream()
            .map(r -> new LeaderView.Seen(r.report(), now.since(r.at())))
            .toList();
    LeaderView view =
        new LeaderView(
            config.node(),
            raft.term(),
            state.get().version(),
            state.get().reign().epoch(),
            ++sequence,
            seen);
    peers.broadcast(view.encode());
    see(view);
  }

  private void heard(LeaderBroadcast broadcast) {
    try {
      see(LeaderView.decode(broadcast));
    } catch (MalformedMessage e) {
      LOG.warn("the leader's broadcast is not understood: {}", e.getMessage());
    }
  }

  private void see(LeaderView view) {
    picture.set(Optional.of(new Picture(view, clock.get())));
    announce();
    node.confirmed(view.epoch());
  }

  private void leadElsewhere() {
    if (leads) {
      leader
          .betterLeader()
          .ifPresent(to -> {
            LOG.info("handing Raft leadership to {}: the primary is here", to);
            var _ =
                raft.transferLeadership(to.name())
                    .whenComplete((done, failure) -> {
                      if (failure != null) {
                        LOG.info("leadership stays here: {}", failure.getMessage());
                      }
                    });
          });
    }
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
    return leads;
  }

  @Override
  public String clusterId() {
    return raft == null ? "" : raft.groupId().toString();
  }

  @Override
  public Optional<Endpoint> leaderAgent() {
    return Optional.ofNullable(raft)
        .flatMap(RaftNode::leaderId)
        .flatMap(id -> machine.applied().state().flatMap(state -> state.member(new NodeId(id))))
        .filter(member -> !member.node().equals(config.node()))
        .map(Member::agent);
  }

  /**
   * After a restart Raft may take seconds to hear its leader, longer than what is left of a lease.
   * So the others are tried in turn; whoever does not lead says so, and whoever is heard is kept.
   */
  private Optional<Endpoint> likelyLeader() {
    List<Member> others =
        machine.applied().state().stream()
            .flatMap(state -> state.members().values().stream())
            .filter(member -> !member.node().equals(config.node()))
            .toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    Optional<NodeId> heard =
        picture
            .get()
            .filter(p -> clock.get().since(p.heardAt()).compareTo(HEARD_LATELY) < 0)
            .map(p -> p.view().leader());
    return others.stream()
        .filter(member -> heard.equals(Optional.of(member.node())))
        .findFirst()
        .or(() -> Optional.of(others.get(guesses++ / TICKS_FOR_A_GUESS % others.size())))
        .map(Member::agent);
  }

  @Override
  public DiscoverReply discover() {
    DiscoverReply.Builder reply = DiscoverReply.newBuilder().setNode(config.node().name());
    machine
        .applied()
        .state()
        .filter(_ -> raft != null)
        .ifPresent(state ->
            reply
                .setClusterName(state.cluster().name())
                .setClusterId(state.cluster().id())
                .setRaftGroupId(raft.groupId().toString()));
    (leads ? Optional.of(config.agent()) : leaderAgent())
        .ifPresent(at -> reply.setLeaderAgent(MemberCodec.encode(at)));
    return reply.build();
  }

  /**
   * First known, then a voter: a voter that the state does not know could not be found by the
   * others.
   */
  @Override
  public CompletableFuture<String> admit(Member member) {
    LogEntry put =
        new LogEntry(OptionalLong.empty(), new Command.PutMember(member), config.node().name());
    return write(put)
        .thenCompose(_ ->
            raft.addPeer(
                new RaftPeerAddress(
                    member.node().name(), member.raft().host(), member.raft().port())))
        .thenApply(_ -> raft.groupId().toString());
  }

  @Override
  public CompletableFuture<String> makeRoomFor(Member member) {
    CompletableFuture<String> done = new CompletableFuture<>();
    loop.execute(() -> {
      ClusterView.Received last = leader.received().get(member.node());
      boolean alive =
          last != null
              && machine.applied().state().isPresent()
              && clock
                      .get()
                      .since(last.at())
                      .compareTo(machine.applied().state().get().settings().silence())
                  <= 0;
      if (alive) {
        done.completeExceptionally(
            new IllegalStateException(
                "a node named "
                    + member.node()
                    + " is alive: choose another --node, or stop that one first"));
        return;
      }
      var _ =
          raft.removePeer(member.node().name())
              .whenComplete((_, failure) -> {
                if (failure == null) {
                  done.complete(raft.groupId().toString());
                } else {
                  done.completeExceptionally(failure);
                }
              });
    });
    return done;
  }

  StatusSource statusSource() {
    return new StatusSource() {
      @Override
      public NodeId self() {
        return config.node();
      }

      @Override
      public Optional<ClusterState> state() {
        return machine.applied().state();
      }

      @Override
      public Optional<ClusterView.LeaseSeen> lease() {
        return machine.applied().lease();
      }

      @Override
      public Moment reignSince() {
        return machine.applied().reignSince();
      }

      @Override
      public Optional<Picture> picture() {
        return picture.get();
      }

      @Override
      public Raft raft() {
        RaftNode now = raft;
        return now == null
            ? new Raft(Optional.empty(), 0, List.of())
            : new Raft(
                now.role() == RaftRole.LEADER_READY
                    ? Optional.of(config.node().name())
                    : now.leaderId(),
                now.term(),
                now.peers().stream().map(RaftPeerAddress::id).toList());
      }

      @Override
      public Moment now() {
        return clock.get();
      }

      @Override
      public void awaitNews(Duration longest) throws InterruptedException {
        news.await(longest);
      }
    };
  }

  /**
   * PostgreSQL is shut down; then, for a bounded time, somebody else is given the chance to take
   * over before this agent is gone.
   */
  void stopNode(Duration bound) {
    try {
      node.stop(bound).get(bound.toMillis() * 2, TimeUnit.MILLISECONDS);
      CompletableFuture<Void> succeeded = new CompletableFuture<>();
      loop.every(
          RAFT_TICK,
          () -> {
            if (!isLeading()) {
              succeeded.complete(null);
            }
          });
      succeeded.get(SUCCESSOR_BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.info("nobody has taken over from {} yet", config.node());
    } catch (ExecutionException e) {
      LOG.warn("stopping: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isLeading() {
    return machine
        .applied()
        .state()
        .map(s ->
            s.reign() instanceof io.saksi.core.model.Reign.Open open
                ? open.primary().equals(config.node())
                : s.deposed().map(d -> d.primary().equals(config.node())).orElse(false))
        .orElse(false);
  }

  @Override
  public void close() {
    if (hands instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        LOG.debug("closing", e);
      }
    }
  }
}
