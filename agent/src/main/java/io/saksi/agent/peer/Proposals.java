package io.saksi.agent.peer;

import io.grpc.stub.StreamObserver;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.ProposeReply;
import io.saksi.proto.v1.ProposeRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands entries to the agent that leads the Raft group, which writes them to the log. From any
 * thread; returns at once, and each future ends within a second: with what the log said, or by a
 * failure after which the outcome is not known.
 */
public final class Proposals {
  private static final Duration BOUND = Duration.ofSeconds(1);

  private final Channels channels;
  private final Duration bound;

  public Proposals(Channels channels) {
    this(channels, BOUND);
  }

  Proposals(Channels channels, Duration bound) {
    this.channels = channels;
    this.bound = bound;
  }

  public CompletableFuture<CommandResult> to(Endpoint agent, LogEntry entry) {
    return send(agent, ProposeRequest.newBuilder().setEntry(entry.encode()).build());
  }

  /** For an agent that does not reach the leader; its answer is to be the log's, and no other. */
  public CompletableFuture<CommandResult> passOn(Endpoint leader, LogEntry entry, NodeId by) {
    return send(
        leader,
        ProposeRequest.newBuilder().setEntry(entry.encode()).setPassedOnBy(by.name()).build());
  }

  /**
   * To all of them, where nobody knows who leads: one of them does, or reaches the leader. The
   * first answer of the log counts; written twice, a renewal is one renewal.
   */
  public CompletableFuture<CommandResult> toAnyOf(List<Endpoint> agents, LogEntry entry) {
    if (agents.isEmpty()) {
      return CompletableFuture.failedFuture(new IllegalStateException("no Raft leader is known"));
    }
    CompletableFuture<CommandResult> first = new CompletableFuture<>();
    AtomicInteger open = new AtomicInteger(agents.size());
    for (Endpoint agent : agents) {
      var _ =
          to(agent, entry)
              .whenComplete((result, failure) -> {
                if (failure == null) {
                  first.complete(result);
                } else if (open.decrementAndGet() == 0) {
                  first.completeExceptionally(failure);
                }
              });
    }
    return first;
  }

  private CompletableFuture<CommandResult> send(Endpoint agent, ProposeRequest request) {
    CompletableFuture<CommandResult> answer = new CompletableFuture<>();
    channels
        .stub(agent)
        .withDeadlineAfter(bound.toMillis(), TimeUnit.MILLISECONDS)
        .propose(
            request,
            new StreamObserver<>() {
              @Override
              public void onNext(ProposeReply reply) {
                complete(answer, reply);
              }

              @Override
              public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {
                answer.completeExceptionally(new IllegalStateException("no answer"));
              }
            });
    return answer;
  }

  private static void complete(CompletableFuture<CommandResult> answer, ProposeReply reply) {
    switch (reply.getKindCase()) {
      case RESULT -> decode(answer, reply);
      case NOT_LEADER ->
          answer.completeExceptionally(new IllegalStateException("that agent does not lead"));
      case UNAVAILABLE, KIND_NOT_SET ->
          answer.completeExceptionally(
              new IllegalStateException(reply.getUnavailable().getReason()));
    }
  }

  private static void decode(CompletableFuture<CommandResult> answer, ProposeReply reply) {
    try {
      answer.complete(CommandResult.decode(reply.getResult()));
    } catch (MalformedMessage e) {
      answer.completeExceptionally(e);
    }
  }
}
