package io.saksi.agent.operate;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.Member;
import io.saksi.core.model.Settings;
import io.saksi.proto.v1.CancelRequest;
import io.saksi.proto.v1.ExplainRequest;
import io.saksi.proto.v1.Explanation;
import io.saksi.proto.v1.FollowRequest;
import io.saksi.proto.v1.ListAuditReply;
import io.saksi.proto.v1.ListAuditRequest;
import io.saksi.proto.v1.ListSettingsReply;
import io.saksi.proto.v1.ListSettingsRequest;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.OperatorGrpc;
import io.saksi.proto.v1.OrderPreview;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.PreviewRequest;
import io.saksi.proto.v1.ShowConfigurationReply;
import io.saksi.proto.v1.ShowConfigurationRequest;
import io.saksi.proto.v1.StopPostgresReply;
import io.saksi.proto.v1.StopPostgresRequest;
import io.saksi.wire.ConfigurationCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The operators' service. Calls run on virtual threads of their own, and may block. What only the
 * leader can say or do is passed on to it, once: an agent that is asked by another and does not
 * lead says so.
 */
public final class OperatorService extends OperatorGrpc.OperatorImplBase {
  private static final Duration STOPS_WITHIN = Duration.ofMinutes(6);

  private final StatusSource source;
  private final Supplier<ClusterMachine.Applied> books;
  private final LeaderOrders leader;
  private final Delegation delegation;
  private final Channels peers;

  public OperatorService(
      StatusSource source,
      Supplier<ClusterMachine.Applied> books,
      Leadership leadership,
      Channels channels) {
    this(
        source,
        books,
        new LeaderOrders(
            source.self(),
            leadership,
            new NodePreflight(channels, () -> books.get().incidents()),
            java.time.Instant::now),
        new Delegation(leadership, channels),
        channels);
  }

  OperatorService(
      StatusSource source,
      Supplier<ClusterMachine.Applied> books,
      LeaderOrders leader,
      Delegation delegation,
      Channels peers) {
    this.source = source;
    this.books = books;
    this.leader = leader;
    this.delegation = delegation;
    this.peers = peers;
  }

  private interface Answer<T> {
    T get() throws Refusal, InterruptedException;
  }

  private static <T> void answer(StreamObserver<T> reply, Answer<T> answer) {
    T value;
    try {
      value = answer.get();
    } catch (Refusal e) {
      reply.onError(e.toStatus());
      return;
    } catch (StatusRuntimeException e) {
      reply.onError(Delegation.words(e));
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reply.onError(Refusal.noLeader("this agent stops").toStatus());
      return;
    }
    reply.onNext(value);
    reply.onCompleted();
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<Explanation> reply) {
    answer(
        reply,
        () -> {
          // Who has just begun to lead would name nodes that it is about to hear.
          var on = leader.informed();
          return on.isPresent()
              ? Replies.of(LeaderOrders.explain(on.get()))
              : delegation.stub().explain(request);
        });
  }

  @Override
  public void preview(PreviewRequest request, StreamObserver<OrderPreview> reply) {
    answer(
        reply,
        () -> {
          var on = leader.informed();
          return on.isPresent()
              ? leader.preview(on.get(), request.getOrder())
              : delegation.stub().preview(request);
        });
  }

  @Override
  public void submit(OrderRequest request, StreamObserver<Operation> reply) {
    answer(reply, () -> submitted(request));
  }

  private Operation submitted(OrderRequest request) throws Refusal, InterruptedException {
    Requests.check(request);
    ClusterMachine.Applied known = books.get();
    Requests.checkKey(request, known.trail());
    var before = Following.find(source, known, request.getKey());
    if (before.isPresent()) {
      return before.get();
    }
    var on = leader.informed();
    if (on.isEmpty()) {
      return delegation.stub().submit(request);
    }
    long version = submitHere(on.get(), request);
    return Following.await(source, books, request.getKey(), version);
  }

  private long submitHere(LeaderDesk.Standing on, OrderRequest request)
      throws Refusal, InterruptedException {
    Context call = Context.current();
    return leader.submit(on, request, CallerAddress.current(), call::isCancelled);
  }

  @Override
  public void run(OrderRequest request, StreamObserver<Operation> reply) {
    ServerCallStreamObserver<Operation> line = (ServerCallStreamObserver<Operation>) reply;
    line.setOnCancelHandler(() -> {});
    try {
      Requests.check(request);
      line.onNext(Requests.preparing(request));
      Operation begun = submitted(request);
      // Before this replica has caught up: the caller is to know that the order is in the log.
      line.onNext(begun);
      new Following(source, books, request.getKey()).to(line, begun.getStateVersion());
    } catch (Refusal e) {
      line.onError(e.toStatus());
    } catch (StatusRuntimeException e) {
      line.onError(Delegation.words(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void follow(FollowRequest request, StreamObserver<Operation> reply) {
    ServerCallStreamObserver<Operation> line = (ServerCallStreamObserver<Operation>) reply;
    line.setOnCancelHandler(() -> {});
    try {
      new Following(source, books, request.getKey()).to(line, 0);
    } catch (Refusal e) {
      line.onError(e.toStatus());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void cancel(CancelRequest request, StreamObserver<Operation> reply) {
    answer(
        reply,
        () -> {
          var on = leader.standing();
          if (on.isEmpty()) {
            return delegation.stub().cancel(request);
          }
          long version = leader.cancel(request, books.get().trail(), CallerAddress.current());
          return Following.await(source, books, request.getKey(), version);
        });
  }

  @Override
  public void listSettings(ListSettingsRequest request, StreamObserver<ListSettingsReply> reply) {
    Settings settings = source.state().map(s -> s.settings()).orElse(Settings.DEFAULT);
    reply.onNext(
        ListSettingsReply.newBuilder()
            .addAllSettings(SettingNames.list(settings))
            .setStateVersion(source.state().map(s -> s.version()).orElse(0L))
            .build());
    reply.onCompleted();
  }

  @Override
  public void stopPostgres(StopPostgresRequest request, StreamObserver<StopPostgresReply> reply) {
    answer(
        reply,
        () -> {
          Member member =
              source
                  .state()
                  .flatMap(state -> Requests.member(state, request.getNode()))
                  .orElseThrow(() ->
                      new Refusal(
                          Refusal.Code.INVALID_ORDER,
                          request.getNode() + " is no node of this cluster",
                          "saksi status lists them"));
          return peers
              .blocking(member.agent())
              .withDeadlineAfter(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
              .stopPostgres(request);
        });
  }

  @Override
  public void showConfiguration(
      ShowConfigurationRequest request, StreamObserver<ShowConfigurationReply> reply) {
    ShowConfigurationReply.Builder shown = ShowConfigurationReply.newBuilder();
    source
        .state()
        .ifPresent(state ->
            shown
                .setConfiguration(ConfigurationCodec.encode(state.configuration()))
                .setStateVersion(state.version()));
    reply.onNext(shown.build());
    reply.onCompleted();
  }

  @Override
  public void listAudit(ListAuditRequest request, StreamObserver<ListAuditReply> reply) {
    reply.onNext(Replies.of(books.get().trail(), request.getLimit()));
    reply.onCompleted();
  }
}
