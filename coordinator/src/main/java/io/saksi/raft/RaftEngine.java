package io.saksi.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RoleInfoProto;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.LifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Ratis server with its one group, and what can be read off it. */
final class RaftEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RaftEngine.class);

  private final RaftConfig config;
  private final RaftServer server;
  private final RaftServer.Division division;
  private final RaftEvents events;
  private final GroupRequests requests;

  private RaftEngine(RaftConfig config, RaftServer server, LocalCalls calls, RaftEvents events)
      throws IOException {
    this.config = config;
    this.server = server;
    this.events = events;
    RaftGroupId group = server.getGroups().iterator().next().getGroupId();
    this.division = server.getDivision(group);
    this.requests = new GroupRequests(server, group, calls, Thread::startVirtualThread);
  }

  /**
   * Starts the server on a directory that {@link RaftHome} has approved.
   *
   * @param initial the peers of a group that has no log yet; empty in all other cases
   */
  static RaftEngine start(
      RaftConfig config,
      UUID groupId,
      List<RaftPeerAddress> initial,
      ReplicatedState state,
      RaftListener listener)
      throws RaftStartException {
    LocalCalls calls = new LocalCalls();
    RaftEvents events = new RaftEvents(listener);
    RaftServer server = null;
    try {
      server =
          RaftServer.newBuilder()
              .setServerId(RaftPeerId.valueOf(config.self().id()))
              .setGroup(group(groupId, initial))
              .setOption(StartupOption.RECOVER)
              .setProperties(RaftSettings.of(config))
              .setParameters(RaftSettings.parameters(config))
              .setStateMachine(new ReplicatedMachine(config.self(), state, calls, events))
              .build();
      RaftEngine engine = new RaftEngine(config, server, calls, events);
      events.termFrom(engine::term);
      server.start();
      AddressCheck.requireOwn(config.self(), engine.division.getRaftConf());
      return engine;
    } catch (IOException | RuntimeException e) {
      events.close();
      closeQuietly(server);
      throw StartFailures.explain(config, e);
    }
  }

  private static RaftGroup group(UUID groupId, List<RaftPeerAddress> initial) {
    return RaftGroup.valueOf(
        RaftGroupId.valueOf(groupId), initial.stream().map(RaftPeerAddress::toRatis).toList());
  }

  void awaitFirstReady() throws RaftStartException {
    long millis = config.tuning().startTimeout().toMillis();
    try {
      events.firstReady().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new RaftStartException(
          "the new Raft group had no leader within " + millis + " ms",
          "look into the log for the cause and run the bootstrap again",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RaftStartException("the bootstrap was interrupted", "run it again", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("this future is never failed", e);
    }
  }

  UUID groupId() {
    return division.getMemberId().getGroupId().getUuid();
  }

  GroupRequests requests() {
    return requests;
  }

  RaftRole role() {
    DivisionInfo info = division.getInfo();
    LifeCycle.State life = info.getLifeCycleState();
    if (dead(life) || dead(server.getLifeCycleState())) {
      return RaftRole.CLOSED;
    }
    if (!life.isRunning()) {
      return RaftRole.STARTING;
    }
    RaftPeerRole role = info.getCurrentRole();
    return switch (role) {
      case LEADER -> info.isLeaderReady() ? RaftRole.LEADER_READY : RaftRole.LEADER;
      case CANDIDATE -> RaftRole.CANDIDATE;
      case FOLLOWER, LISTENER -> RaftRole.FOLLOWER;
      case UNRECOGNIZED -> throw new IllegalStateException("Raft role " + role);
    };
  }

  Optional<String> leaderId() {
    return Optional.ofNullable(division.getInfo().getLeaderId()).map(RaftPeerId::toString);
  }

  long term() {
    return division.getInfo().getCurrentTerm();
  }

  long appliedIndex() {
    return division.getStateMachine().getLastAppliedTermIndex().getIndex();
  }

  /** Of the last entry in the log, committed or not; the snapshot's where there is none. */
  TermIndex last() {
    TermIndex last = division.getRaftLog().getLastEntryTermIndex();
    return last == null ? division.getStateMachine().getLastAppliedTermIndex() : last;
  }

  /**
   * Whether this peer leads, or was told lately that somebody does.
   *
   * @param lately how old what a follower heard of its leader may be
   */
  boolean isLed(Duration lately) {
    return switch (role()) {
      case LEADER_READY -> true;
      case FOLLOWER ->
          leaderId().isPresent()
              && roleInfo().getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs()
                  < lately.toMillis();
      case LEADER, CANDIDATE, STARTING, CLOSED -> false;
    };
  }

  /** For whoever has to find out why nobody is elected. */
  String standing() {
    return role()
        + " in term "
        + term()
        + ", log to "
        + last()
        + ", flushed to "
        + flushedIndex()
        + ", appends under way "
        + roleInfo().getFollowerInfo().getOutstandingOp();
  }

  private RoleInfoProto roleInfo() {
    return division.getInfo().getRoleInfoProto();
  }

  Collection<RaftPeer> configuration() {
    return division.getRaftConf().getCurrentPeers();
  }

  Optional<String> failure() {
    if (events.failure().isPresent()) {
      return events.failure();
    }
    LifeCycle.State ofServer = server.getLifeCycleState();
    LifeCycle.State ofDivision = division.getInfo().getLifeCycleState();
    return dead(ofServer) || dead(ofDivision)
        ? Optional.of("the Raft server is " + ofServer + " and its group " + ofDivision)
        : Optional.empty();
  }

  private static boolean dead(LifeCycle.State state) {
    return state.isClosingOrClosed() || state == LifeCycle.State.EXCEPTION;
  }

  /** The follower that answered last, if this peer leads. */
  Optional<String> successor() {
    if (role() != RaftRole.LEADER_READY) {
      return Optional.empty();
    }
    long fresh = config.tuning().rpcTimeoutMax().toMillis();
    return roleInfo().getLeaderInfo().getFollowerInfoList().stream()
        .filter(follower -> follower.getLastRpcElapsedTimeMs() < fresh)
        .min(Comparator.comparingLong(ServerRpcProto::getLastRpcElapsedTimeMs))
        .map(follower -> follower.getId().getId().toStringUtf8());
  }

  void logStall(Duration patience) {
    LOG.warn(
        "this peer leads, and its disk has written nothing for {} ms: it steps down",
        patience.toMillis());
  }

  /** How far this peer's own log is on disk. */
  long flushedIndex() {
    return division.getRaftLog().getFlushIndex();
  }

  /** Whether entries wait for this peer's own disk. */
  boolean waitsForDisk() {
    return flushedIndex() < division.getRaftLog().getNextIndex() - 1;
  }

  /** For what is expected now and then, and of no use to an operator. */
  void logQuietly(String what, Throwable cause) {
    LOG.debug("{}", what, cause);
  }

  /** What Ratis does to itself after a failure inside. */
  void closeDivision() {
    division.close();
  }

  @Override
  public void close() {
    CountDownLatch closed = new CountDownLatch(1);
    Thread.ofPlatform()
        .name("raft-close")
        .daemon(true)
        .start(() -> {
          closeQuietly(server);
          closed.countDown();
        });
    try {
      if (!closed.await(config.tuning().closeTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the Raft server did not close within {}", config.tuning().closeTimeout());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    events.close();
  }

  private static void closeQuietly(RaftServer server) {
    try {
      if (server != null) {
        server.close();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("closing the Raft server failed", e);
    }
  }
}
