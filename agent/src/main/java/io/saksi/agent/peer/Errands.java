package io.saksi.agent.peer;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.postgres.Readiness;
import io.saksi.proto.v1.Finding;
import io.saksi.proto.v1.InspectReply;
import io.saksi.proto.v1.Pace;
import io.saksi.proto.v1.Slot;
import java.util.concurrent.Callable;

/** What an agent does for the leader on its own PostgreSQL, outside of the log. */
final class Errands {
  private Errands() {}

  /** Answers with the outcome; a failure says in its description what the operator may do. */
  static <T> void run(StreamObserver<T> reply, Callable<T> errand) {
    T answer;
    try {
      answer = errand.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reply.onError(Status.CANCELLED.withDescription("the agent stops").asRuntimeException());
      return;
    } catch (Exception e) {
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      reply.onError(Status.FAILED_PRECONDITION.withDescription(reason).asRuntimeException());
      return;
    }
    reply.onNext(answer);
    reply.onCompleted();
  }

  static InspectReply encode(Readiness readiness) {
    InspectReply.Builder reply =
        InspectReply.newBuilder()
            .putAllLimits(readiness.limits())
            .putAllSettings(readiness.settings())
            .setPace(
                Pace.newBuilder()
                    .setWritten(readiness.pace().written())
                    .setReplayed(readiness.pace().replayed())
                    .setCheckpointed(readiness.pace().checkpointed()));
    for (Readiness.Slot slot : readiness.slots()) {
      reply.addSlots(
          Slot.newBuilder()
              .setName(slot.name())
              .setLogical(slot.logical())
              .setFailover(slot.failover())
              .setReady(slot.ready())
              .setWhat(slot.what()));
    }
    for (Readiness.Finding finding : readiness.findings()) {
      reply.addFindings(
          Finding.newBuilder()
              .setCode(finding.code())
              .setText(finding.text())
              .setRemedy(finding.remedy()));
    }
    return reply.build();
  }
}
