package io.saksi.agent.router;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.saksi.agent.tls.Transport;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The topology as the agents see it: every one of them is watched, so that the loss of one costs
 * nothing, and each one's word is taken. An agent that is behind, or that has lost the Raft leader,
 * is told apart by the version and by what it says of its knowledge; to follow one for a moment is
 * safe, because only the primary's gate is open.
 */
public final class WatchedTopology implements TopologySource {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofMillis(200);

  private final Transport transport;
  private final List<HostPort> agents;
  private final Object lock = new Object();
  private volatile boolean closed;
  private Consumer<Topology> listener = _ -> {};
  private Topology last = Topology.UNKNOWN;

  public WatchedTopology(List<HostPort> agents, Transport transport) {
    this.transport = transport;
    this.agents = List.copyOf(agents);
  }

  @Override
  public void start(Consumer<Topology> to) {
    synchronized (lock) {
      listener = to;
    }
    agents.forEach(agent -> Thread.ofVirtual().name("watch " + agent).start(() -> watch(agent)));
  }

  private void watch(HostPort agent) {
    ManagedChannel channel =
        transport
            .on(NettyChannelBuilder.forAddress(agent.host(), agent.port()))
            .disableRetry()
            .keepAliveTime(2, TimeUnit.SECONDS)
            .keepAliveTimeout(1, TimeUnit.SECONDS)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 1_000)
            .build();
    try {
      while (!closed) {
        Watch watch = new Watch();
        AdminGrpc.newStub(channel)
            .watch(
                WatchRequest.newBuilder().setMaxIntervalMs((int) HEARTBEAT.toMillis()).build(),
                watch);
        watch.awaitEnd();
        channel.resetConnectBackoff();
        TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.shutdownNow();
    }
  }

  private void heard(ClusterStatus status) {
    if (!knowsOfTheGate(status)) {
      return;
    }
    Topology topology = of(status);
    synchronized (lock) {
      boolean older =
          topology.version() < last.version() || topology.epoch().isBefore(last.epoch());
      if (!closed && !older && !topology.equals(last)) {
        last = topology;
        listener.accept(topology);
      }
    }
  }

  /**
   * Only an answer with the leader's view knows whose gate is open, and a new leader only once it
   * has heard of the primary: until then it says nothing against it.
   */
  static boolean knowsOfTheGate(ClusterStatus status) {
    return status.getLeaderView().getAvailable()
        && status.getMembersList().stream()
            .filter(member -> member.getName().equals(status.getReign().getPrimary()))
            .allMatch(MemberStatus::hasReportAgeMs);
  }

  static Topology of(ClusterStatus status) {
    Optional<Backend> primary =
        status.getMembersList().stream()
            .filter(member -> status.getReign().getOpen())
            .filter(member -> member.getName().equals(status.getReign().getPrimary()))
            .filter(member -> member.getRole() == MemberRole.MEMBER_ROLE_PRIMARY)
            .filter(member -> member.getGate() == Gate.GATE_WRITE)
            .map(WatchedTopology::backend)
            .findFirst();
    List<Backend> standbys =
        status.getMembersList().stream()
            .filter(member -> member.getLive() && member.getGate() == Gate.GATE_READ)
            .filter(member -> !member.hasMaintenance())
            .map(WatchedTopology::backend)
            .toList();
    Set<Backend> leaving =
        status.getMembersList().stream()
            .filter(member -> member.getLeaving() && member.getPostgresPort() != 0)
            .map(WatchedTopology::backend)
            .collect(Collectors.toSet());
    return new Topology(
        status.getStateVersion(),
        new Epoch(status.getReign().getEpoch()),
        primary,
        standbys,
        leaving);
  }

  private static Backend backend(MemberStatus member) {
    return new Backend(
        new NodeId(member.getName()), member.getPostgresHost(), member.getPostgresPort());
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
  }

  /** One call, until it ends for whatever reason. */
  private final class Watch implements StreamObserver<ClusterStatus> {
    private final java.util.concurrent.CountDownLatch ended =
        new java.util.concurrent.CountDownLatch(1);

    @Override
    public void onNext(ClusterStatus status) {
      try {
        heard(status);
      } catch (IllegalArgumentException e) {
        // An agent of another version, or a stranger: its word is not usable.
        ended.countDown();
      }
    }

    @Override
    public void onError(Throwable failure) {
      ended.countDown();
    }

    @Override
    public void onCompleted() {
      ended.countDown();
    }

    void awaitEnd() throws InterruptedException {
      ended.await();
    }
  }
}
