package io.saksi.agent.operate;

import io.grpc.stub.ServerCallStreamObserver;
import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.core.incident.Incident;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeReport;
import io.saksi.proto.v1.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One order, followed on this agent's replica of the state to its end. */
final class Following {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final Duration REPLICA_BOUND = Duration.ofSeconds(10);

  private final StatusSource source;
  private final Supplier<ClusterMachine.Applied> books;
  private final String key;

  Following(StatusSource source, Supplier<ClusterMachine.Applied> books, String key) {
    this.source = source;
    this.books = books;
    this.key = key;
  }

  static Optional<Operation> find(StatusSource source, ClusterMachine.Applied books, String key) {
    return source
        .state()
        .flatMap(state ->
            books
                .trail()
                .find(key)
                .map(entry ->
                    new Progress(
                            entry,
                            state,
                            reports(source),
                            Set.copyOf(source.raft().voters()),
                            incident(books, key))
                        .now()));
  }

  private static Optional<Incident> incident(ClusterMachine.Applied books, String key) {
    return books.incidents().incidents().stream()
        .filter(i -> i.orders().stream().anyMatch(o -> o.request().key().equals(key)))
        .reduce((_, last) -> last);
  }

  private static Map<NodeId, NodeReport> reports(StatusSource source) {
    Map<NodeId, NodeReport> reports = new TreeMap<>();
    source
        .picture()
        .ifPresent(p -> p.view().nodes().forEach(s -> reports.put(s.report().node(), s.report())));
    return reports;
  }

  /** Blocks until this replica has applied that version. */
  static Operation await(
      StatusSource source, Supplier<ClusterMachine.Applied> books, String key, long version)
      throws Refusal, InterruptedException {
    long end = System.nanoTime() + REPLICA_BOUND.toNanos();
    while (true) {
      boolean applied = source.state().map(s -> s.version() >= version).orElse(false);
      Optional<Operation> found = applied ? find(source, books.get(), key) : Optional.empty();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - end > 0) {
        throw new Refusal(
            Refusal.Code.UNKNOWN_OPERATION,
            "no order with the key " + key + " is known here",
            "saksi audit shows the last ones; this agent may lag: ask another");
      }
      source.awaitNews(LOOK);
    }
  }

  /**
   * Sends what changes, and a heartbeat, until the end of the operation or of the call.
   *
   * @param version that this replica must have applied first
   */
  void to(ServerCallStreamObserver<Operation> line, long version)
      throws Refusal, InterruptedException {
    Operation sent = null;
    long sentAt = 0;
    while (!line.isCancelled()) {
      Operation now =
          sent == null && version > 0
              ? await(source, books, key, version)
              : find(source, books.get(), key).orElseThrow(this::unknown);
      boolean due = System.nanoTime() - sentAt > HEARTBEAT.toNanos();
      if (!now.equals(sent) || (due && line.isReady())) {
        line.onNext(now);
        sent = now;
        sentAt = System.nanoTime();
      }
      if (now.getState() == Operation.State.STATE_DONE
          || now.getState() == Operation.State.STATE_FAILED) {
        line.onCompleted();
        return;
      }
      source.awaitNews(LOOK);
    }
  }

  private Refusal unknown() {
    return new Refusal(
        Refusal.Code.UNKNOWN_OPERATION,
        "no order with the key " + key + " is known here",
        "saksi audit shows the last ones");
  }
}
