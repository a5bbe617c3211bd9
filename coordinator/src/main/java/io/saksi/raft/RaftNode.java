package io.saksi.raft;

import io.saksi.raft.RaftMarker.Phase;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.ratis.protocol.RaftPeer;

/**
 * This process's peer of the Raft group. Safe for use by many threads. The methods that read answer
 * at once from this peer's own view, which may be stale; the requests never block, and complete on
 * a virtual thread within their time of {@link RaftTuning}, with a {@link SubmitException} if they
 * fail.
 */
public final class RaftNode implements AutoCloseable {
  private final RaftConfig config;
  private final RaftEngine engine;
  private final DiskWatch disk;
  private volatile boolean closing;

  private RaftNode(RaftConfig config, RaftEngine engine) {
    this.config = config;
    this.engine = engine;
    disk = new DiskWatch(config.tuning().diskPatience());
  }

  /**
   * Whether this node has a peer that was fully made: then {@link #restart} is the way to start it.
   *
   * @throws RaftStartException if the marker can't be read
   */
  public static boolean initialised(RaftConfig config) throws RaftStartException {
    return RaftMarker.read(config.marker()).filter(m -> m.phase() == Phase.READY).isPresent();
  }

  /**
   * Makes a new group with a fresh random id and this peer as its only one; goes on where an
   * interrupted bootstrap stopped. Blocks until the peer leads, for {@code startTimeout} at most.
   */
  public static RaftNode bootstrap(RaftConfig config, ReplicatedState state, RaftListener listener)
      throws RaftStartException {
    requireFreePort(config);
    RaftMarker marker = new RaftHome(config).prepare(Phase.BOOTSTRAPPING, UUID.randomUUID());
    RaftEngine engine =
        RaftEngine.start(config, marker.groupId(), List.of(config.self()), state, listener);
    try {
      engine.awaitFirstReady();
      // Only now may others be added: until here a lost directory is made again.
      marker.ready().write(config.marker());
    } catch (RaftStartException e) {
      engine.close();
      throw e;
    }
    return new RaftNode(config, engine);
  }

  /**
   * Makes an empty peer of an existing group and waits to be added by its leader ({@link
   * #addPeer}); goes on where an interrupted join stopped. Until it is added it neither votes nor
   * stands for election.
   */
  public static RaftNode join(
      RaftConfig config, UUID groupId, ReplicatedState state, RaftListener listener)
      throws RaftStartException {
    requireFreePort(config);
    RaftMarker marker = new RaftHome(config).prepare(Phase.JOINING, groupId);
    // Before it listens: from then on it may be added, and have acknowledged something.
    marker.ready().write(config.marker());
    return new RaftNode(config, RaftEngine.start(config, groupId, List.of(), state, listener));
  }

  /**
   * Starts a peer from its own data, without a list of peers: the configuration comes from the log.
   * Refuses if the data is gone, or is another node's or machine's.
   */
  public static RaftNode restart(RaftConfig config, ReplicatedState state, RaftListener listener)
      throws RaftStartException {
    RaftMarker marker = new RaftHome(config).requireReady();
    requireFreePort(config);
    return new RaftNode(
        config, RaftEngine.start(config, marker.groupId(), List.of(), state, listener));
  }

  private static void requireFreePort(RaftConfig config) throws RaftStartException {
    Ports.requireFree(config.bindHost(), config.self().port(), "Raft address (--raft-listen)");
  }

  public RaftConfig config() {
    return config;
  }

  public UUID groupId() {
    return engine.groupId();
  }

  /**
   * Replicates the command and answers what {@link ReplicatedState#apply} returned on this peer.
   *
   * @param command 256 KiB at most
   */
  public CompletableFuture<byte[]> submit(byte[] command) {
    return engine.requests().write(command, config.tuning().submitTimeout());
  }

  /**
   * Adds a peer that was started by {@link #join}, once it has caught up. Does nothing if it is a
   * peer already. Refused while another change is under way.
   */
  public CompletableFuture<Void> addPeer(RaftPeerAddress peer) {
    Optional<RaftPeerAddress> known = peer(peer.id());
    if (known.isPresent() && !known.get().equals(peer)) {
      return CompletableFuture.failedFuture(
          new SubmitException.NotAccepted(
              "peer " + peer.id() + " is known at " + known.get().authority() + "; remove it first",
              null));
    }
    return asLeader(() ->
        known.isPresent()
            ? CompletableFuture.completedFuture(null)
            : engine.requests().add(peer, config.tuning().changeTimeout()));
  }

  /** Removes a peer; does nothing if it is none. The removed peer's watchdog ends its process. */
  public CompletableFuture<Void> removePeer(String id) {
    Collection<RaftPeer> current = engine.configuration();
    List<RaftPeer> next =
        current.stream().filter(peer -> !peer.getId().toString().equals(id)).toList();
    return asLeader(() ->
        next.size() == current.size()
            ? CompletableFuture.completedFuture(null)
            : engine.requests().replace(current, next, config.tuning().changeTimeout()));
  }

  /** Hands leadership to that peer; fails if it does not take it within {@code transferTimeout}. */
  public CompletableFuture<Void> transferLeadership(String id) {
    return asLeader(() -> engine.requests().transfer(id, config.tuning().transferTimeout()));
  }

  /**
   * To be called often while this peer leads. Where its own disk has kept entries waiting for
   * {@code diskPatience}, it steps down, so that others elect one whose disk works. Of two voters
   * the other one cannot win without this one's vote, which needs its disk: there nothing is
   * gained.
   */
  public void leadOnlyWithADisk() {
    boolean others = engine.configuration().size() > 2;
    boolean waits = others && role() == RaftRole.LEADER_READY && engine.waitsForDisk();
    if (disk.stalls(waits, engine.flushedIndex(), System.nanoTime())) {
      engine.logStall(config.tuning().diskPatience());
      var _ =
          engine
              .requests()
              .stepDown(config.tuning().transferTimeout())
              .exceptionally(failure -> {
                engine.logQuietly("it still leads", failure);
                return null;
              });
    }
  }

  private <T> CompletableFuture<T> asLeader(Supplier<CompletableFuture<T>> request) {
    return switch (role()) {
      case LEADER_READY -> request.get();
      case LEADER ->
          CompletableFuture.failedFuture(
              new SubmitException.NotAccepted("this leader is not ready yet", null));
      case FOLLOWER, CANDIDATE, STARTING, CLOSED ->
          CompletableFuture.failedFuture(new SubmitException.NotLeader(leaderId()));
    };
  }

  public RaftRole role() {
    return engine.role();
  }

  /** Who leads, as far as this peer knows. */
  public Optional<String> leaderId() {
    return engine.leaderId();
  }

  /** The highest term that this peer has seen. */
  public long term() {
    return engine.term();
  }

  /** The last log entry that this peer has applied; -1 before the first. */
  public long appliedIndex() {
    return engine.appliedIndex();
  }

  /** How far this peer's log reaches, committed or not. */
  public LogEnd logEnd() {
    return new LogEnd(engine.last().getTerm(), engine.last().getIndex());
  }

  /** The group that this node's peer belongs to, running or not; empty if it has none. */
  public static Optional<UUID> groupOf(RaftConfig config) throws RaftStartException {
    return RaftMarker.read(config.marker()).map(RaftMarker::groupId);
  }

  /** The voters as this peer knows them, by id; empty while it waits to be added. */
  public List<RaftPeerAddress> peers() {
    return engine.configuration().stream()
        .map(RaftPeerAddress::of)
        .sorted(Comparator.comparing(RaftPeerAddress::id))
        .toList();
  }

  private Optional<RaftPeerAddress> peer(String id) {
    return peers().stream().filter(p -> p.id().equals(id)).findFirst();
  }

  /** What makes this peer useless for good, if anything; never after {@link #close} began. */
  Optional<String> failure() {
    return closing ? Optional.empty() : engine.failure();
  }

  RaftEngine engine() {
    return engine;
  }

  boolean closing() {
    return closing;
  }

  /**
   * Hands leadership over if it can, then stops. Blocks for {@code transferTimeout} and {@code
   * closeTimeout} at most; what is left then is left to the end of the process.
   */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    handOver();
    engine.close();
  }

  private void handOver() {
    Optional<String> successor = engine.successor();
    if (successor.isEmpty()) {
      return;
    }
    Duration timeout = config.tuning().transferTimeout();
    try {
      engine
          .requests()
          .transfer(successor.get(), timeout)
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Then the others elect somebody when they miss the heartbeats.
      engine.logQuietly("leadership was not handed over before closing", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
