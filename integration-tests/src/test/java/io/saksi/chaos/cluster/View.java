package io.saksi.chaos.cluster;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.saksi.it.Await;
import io.saksi.it.Statuses;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.GetStatusRequest;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.ListIncidentsReply;
import io.saksi.proto.v1.ListIncidentsRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What the agents say of the cluster, all asked at once: some of them may be silent. */
public final class View implements AutoCloseable {
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(1);
  private static final Duration WHOLE_WITHIN = Duration.ofMinutes(2);
  private static final Duration OPEN_WITHIN = Duration.ofSeconds(60);

  private final Map<String, ManagedChannel> agents = new LinkedHashMap<>();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final int nodes;

  View(Collection<Node> nodes) {
    this.nodes = nodes.size();
    for (Node node : nodes) {
      agents.put(
          node.name(),
          NettyChannelBuilder.forAddress(node.address(), Node.AGENT_PORT).usePlaintext().build());
    }
  }

  /** The furthest of the answers that has the Raft leader's measurements in it. */
  public Optional<ClusterStatus> newest() {
    List<CompletableFuture<Optional<ClusterStatus>>> asked =
        agents.values().stream()
            .map(agent -> CompletableFuture.supplyAsync(() -> ask(agent), calls))
            .toList();
    return asked.stream()
        .map(CompletableFuture::join)
        .flatMap(Optional::stream)
        .filter(status -> status.getLeaderView().getAvailable())
        .max(Comparator.comparingLong(ClusterStatus::getStateVersion));
  }

  private static Optional<ClusterStatus> ask(ManagedChannel agent) {
    try {
      return Optional.of(
          AdminGrpc.newBlockingStub(agent)
              .withDeadlineAfter(ANSWER_BOUND.toMillis(), TimeUnit.MILLISECONDS)
              .getStatus(GetStatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      agent.resetConnectBackoff();
      return Optional.empty();
    }
  }

  /** The time of day by that node's agent, in seconds since 1970; empty if it says nothing. */
  OptionalDouble wallClock(String node) {
    try {
      return OptionalDouble.of(
          AdminGrpc.newBlockingStub(agents.get(node))
                  .withDeadlineAfter(ANSWER_BOUND.toMillis(), TimeUnit.MILLISECONDS)
                  .listIncidents(ListIncidentsRequest.getDefaultInstance())
                  .getView()
                  .getNowMs()
              / 1000.0);
    } catch (StatusRuntimeException e) {
      return OptionalDouble.empty();
    }
  }

  /** Waits for a status that is so, and returns it. */
  public ClusterStatus await(String what, Duration bound, Predicate<ClusterStatus> wanted)
      throws Exception {
    ClusterStatus[] last = {ClusterStatus.getDefaultInstance()};
    try {
      return Await.present(
          what,
          bound,
          () -> {
            Optional<ClusterStatus> status = newest();
            status.ifPresent(seen -> last[0] = seen);
            return status.filter(wanted);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the last status was\n" + last[0]);
    }
  }

  /** Every node is there, streams, and is counted. */
  public ClusterStatus awaitWhole() throws Exception {
    return await("the cluster is whole", WHOLE_WITHIN, status -> Statuses.isWhole(status, nodes));
  }

  /** A later reign than that one has opened on another node. */
  public ClusterStatus awaitSuccessor(ClusterStatus of) throws Exception {
    String former = of.getReign().getPrimary();
    return await(
        "another node than " + former + " opens",
        OPEN_WITHIN,
        status ->
            Statuses.isOpen(status, of.getReign().getEpoch() + 1)
                && !status.getReign().getPrimary().equals(former));
  }

  /** The newest incident that some agent in touch with the Raft leader tells of. */
  public Optional<IncidentRecord> newestIncident() {
    return agents.values().stream()
        .map(View::incidents)
        .flatMap(Optional::stream)
        .filter(reply -> reply.getView().getLeaderView())
        .max(Comparator.comparingLong(reply -> reply.getView().getStateVersion()))
        .flatMap(reply -> reply.getIncidentsList().stream().findFirst());
  }

  private static Optional<ListIncidentsReply> incidents(ManagedChannel agent) {
    try {
      return Optional.of(
          AdminGrpc.newBlockingStub(agent)
              .withDeadlineAfter(ANSWER_BOUND.toMillis(), TimeUnit.MILLISECONDS)
              .listIncidents(ListIncidentsRequest.newBuilder().setLimit(1).build()));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    agents.values().forEach(ManagedChannel::shutdownNow);
    calls.shutdownNow();
  }
}
