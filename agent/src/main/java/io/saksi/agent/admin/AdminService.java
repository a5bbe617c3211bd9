package io.saksi.agent.admin;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Divergence;
import io.saksi.proto.v1.ExamineReply;
import io.saksi.proto.v1.ExamineRequest;
import io.saksi.proto.v1.GetDivergenceRequest;
import io.saksi.proto.v1.GetIncidentReply;
import io.saksi.proto.v1.GetIncidentRequest;
import io.saksi.proto.v1.GetStatusRequest;
import io.saksi.proto.v1.ListDivergencesReply;
import io.saksi.proto.v1.ListDivergencesRequest;
import io.saksi.proto.v1.ListIncidentsReply;
import io.saksi.proto.v1.ListIncidentsRequest;
import io.saksi.proto.v1.WatchRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The operators' service: read-only so far. */
public final class AdminService extends AdminGrpc.AdminImplBase {
  /** News wakes a watcher at once; this is how often it looks whether its caller is still there. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

  private final StatusSource source;
  private final DivergenceDesk divergences;
  private final IncidentDesk incidents;
  private final TrialDesk trials;

  public AdminService(
      StatusSource source, DivergenceDesk divergences, IncidentDesk incidents, TrialDesk trials) {
    this.source = source;
    this.trials = trials;
    this.divergences = divergences;
    this.incidents = incidents;
  }

  @Override
  public void listIncidents(
      ListIncidentsRequest request, StreamObserver<ListIncidentsReply> reply) {
    reply.onNext(incidents.list(request.getLimit()));
    reply.onCompleted();
  }

  @Override
  public void getIncident(GetIncidentRequest request, StreamObserver<GetIncidentReply> reply) {
    Optional<GetIncidentReply> found = incidents.find(request.getNumber());
    if (found.isEmpty()) {
      reply.onError(
          Status.NOT_FOUND
              .withDescription("incident " + Long.toUnsignedString(request.getNumber()))
              .asException());
      return;
    }
    reply.onNext(found.get());
    reply.onCompleted();
  }

  @Override
  public void listDivergences(
      ListDivergencesRequest request, StreamObserver<ListDivergencesReply> reply) {
    try {
      reply.onNext(divergences.list(source.self().name()));
      reply.onCompleted();
    } catch (IOException e) {
      reply.onError(unreadable(e));
    }
  }

  @Override
  public void getDivergence(GetDivergenceRequest request, StreamObserver<Divergence> reply) {
    try {
      Optional<Divergence> found = divergences.find(request.getId());
      if (found.isEmpty()) {
        reply.onError(Status.NOT_FOUND.withDescription(request.getId()).asException());
        return;
      }
      reply.onNext(found.get());
      reply.onCompleted();
    } catch (IOException e) {
      reply.onError(unreadable(e));
    }
  }

  /** On a thread of its own: it waits for others. */
  @Override
  public void examine(ExamineRequest request, StreamObserver<ExamineReply> reply) {
    Thread.ofVirtual()
        .name("saksi-examine")
        .start(() -> {
          try {
            reply.onNext(trials.examine());
            reply.onCompleted();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            reply.onError(Status.INTERNAL.withDescription(e.getMessage()).asException());
          }
        });
  }

  private static StatusException unreadable(IOException e) {
    return Status.UNAVAILABLE
        .withDescription("what is kept of divergences cannot be read: " + e)
        .asException();
  }

  @Override
  public void getStatus(GetStatusRequest request, StreamObserver<ClusterStatus> reply) {
    reply.onNext(new StatusBuilder(source).build());
    reply.onCompleted();
  }

  /**
   * Each watcher has a virtual thread of its own, which ends with the call. One that does not read
   * gets the newest status when it does.
   */
  @Override
  public void watch(WatchRequest request, StreamObserver<ClusterStatus> reply) {
    ServerCallStreamObserver<ClusterStatus> line = (ServerCallStreamObserver<ClusterStatus>) reply;
    line.setOnCancelHandler(() -> {});
    Duration asked =
        request.getMaxIntervalMs() == 0
            ? DEFAULT_INTERVAL
            : Duration.ofMillis(request.getMaxIntervalMs() & 0xFFFFFFFFL);
    Duration interval = asked.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : asked;
    Thread.ofVirtual().name("saksi-watch").start(() -> follow(line, interval));
  }

  private void follow(ServerCallStreamObserver<ClusterStatus> line, Duration interval) {
    long version = -1;
    long sequence = -1;
    long sentAt = System.nanoTime() - interval.toNanos();
    try {
      while (!line.isCancelled()) {
        long nowVersion = source.state().map(s -> s.version()).orElse(0L);
        long nowSequence = source.picture().map(p -> p.view().sequence()).orElse(0L);
        boolean news = nowVersion != version || nowSequence != sequence;
        boolean due = System.nanoTime() - sentAt >= interval.toNanos();
        if (line.isReady() && (news || due)) {
          line.onNext(new StatusBuilder(source).build());
          version = nowVersion;
          sequence = nowSequence;
          sentAt = System.nanoTime();
        }
        source.awaitNews(LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
