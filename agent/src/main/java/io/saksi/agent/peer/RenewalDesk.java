package io.saksi.agent.peer;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.saksi.core.command.Command;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.ProposeReply;
import io.saksi.proto.v1.ProposeRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The renewals that another agent brings. Where this agent leads they are written; where it does
 * not they are handed to the one that does, once: a primary that does not reach the leader, but a
 * member that does, keeps its lease (decision record 0040).
 *
 * <p>A renewal that was passed on is as safe as any. Its sender counts the deadline from before it
 * sent it, so the detour is on its own account; the leader counts from when the log applied it; and
 * the log refuses it once the reign is over, however late it arrives. What is passed back is the
 * log's own answer: an agent that answered for the log would prolong a lease that the leader has
 * already taken as run out (the simulation's variant {@code RELAY_ANSWERS_ITSELF}).
 */
final class RenewalDesk {
  private final PeerService.Agent agent;

  RenewalDesk(PeerService.Agent agent) {
    this.agent = agent;
  }

  void propose(ProposeRequest request, StreamObserver<ProposeReply> reply) {
    try {
      LogEntry entry = LogEntry.decode(request.getEntry());
      Optional<NodeId> relay = relay(request);
      if (entry.command() instanceof Command.Renew renewal) {
        // Of the entry only what a renewal has: see PeerService#propose.
        bring(new LogEntry(OptionalLong.empty(), renewal, entry.author()), relay, reply);
      } else {
        reply.onError(
            Status.PERMISSION_DENIED
                .withDescription("agents propose renewals only")
                .asRuntimeException());
      }
    } catch (MalformedMessage | IllegalArgumentException e) {
      reply.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
    }
  }

  private static Optional<NodeId> relay(ProposeRequest request) {
    return Optional.of(request.getPassedOnBy()).filter(by -> !by.isEmpty()).map(NodeId::new);
  }

  private void bring(LogEntry entry, Optional<NodeId> relay, StreamObserver<ProposeReply> reply) {
    if (agent.leads()) {
      agent.renewalCame(entry.author(), relay);
      answerLater(agent.write(entry), reply);
    } else if (relay.isEmpty()) {
      agent
          .passOn(entry)
          .ifPresentOrElse(
              passedOn -> answerLater(passedOn, reply), () -> answer(reply, notLeader()));
    } else {
      answer(reply, notLeader());
    }
  }

  private static ProposeReply notLeader() {
    ProposeReply.Builder builder = ProposeReply.newBuilder();
    builder.getNotLeaderBuilder();
    return builder.build();
  }

  private static void answerLater(
      CompletableFuture<CommandResult> written, StreamObserver<ProposeReply> reply) {
    var _ = written.whenComplete((result, failure) -> answer(reply, toReply(result, failure)));
  }

  private static ProposeReply toReply(CommandResult result, Throwable failure) {
    ProposeReply.Builder builder = ProposeReply.newBuilder();
    if (failure != null) {
      builder.getUnavailableBuilder().setReason(String.valueOf(failure.getMessage()));
    } else {
      builder.setResult(result.encode());
    }
    return builder.build();
  }

  private static void answer(StreamObserver<ProposeReply> reply, ProposeReply value) {
    reply.onNext(value);
    reply.onCompleted();
  }
}
