package io.saksi.agent.operate;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.OperatorGrpc;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Passes a call on to the leader's agent, in the caller's name. */
final class Delegation {
  /** Where the caller set no deadline of his own: as long as a checkpoint may take. */
  private static final Duration LONGEST = Duration.ofMinutes(11);

  private final Leadership leadership;
  private final Channels channels;

  Delegation(Leadership leadership, Channels channels) {
    this.leadership = leadership;
    this.channels = channels;
  }

  /**
   * What the leader said, in its own words; or, where the call to it broke off, that it is not
   * known what became of it. Nothing was sent over a connection that could not be made.
   */
  static StatusRuntimeException words(StatusRuntimeException failure) {
    if (failure.getStatus().getCode() != Status.Code.UNAVAILABLE || hasDetails(failure)) {
      return failure;
    }
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return Refusal.noLeader("the agent that led does not answer").toStatus();
      }
    }
    return new Refusal(
            Refusal.Code.OUTCOME_UNKNOWN,
            "the agent that leads went away before it answered",
            "give it again with the same key: it is not carried out twice")
        .toStatus();
  }

  private static boolean hasDetails(StatusRuntimeException failure) {
    com.google.rpc.Status said = StatusProto.fromThrowable(failure);
    return said != null && said.getDetailsCount() > 0;
  }

  /**
   * The leader's service; the caller's deadline and cancellation go with the call.
   *
   * @throws Refusal if no leader is known, or this call was passed on already
   */
  OperatorGrpc.OperatorBlockingStub stub() throws Refusal {
    if (CallerAddress.wasPassedOn()) {
      throw Refusal.noLeader("leadership has just moved");
    }
    Endpoint at =
        leadership.leaderAgent().orElseThrow(() -> Refusal.noLeader("none is known to this agent"));
    var stub = channels.operator(at, CallerAddress.current());
    return Context.current().getDeadline() == null
        ? stub.withDeadlineAfter(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        : stub;
  }
}
