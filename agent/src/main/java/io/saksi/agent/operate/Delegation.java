package io.saksi.agent.operate;

import io.grpc.Context;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.OperatorGrpc;
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
