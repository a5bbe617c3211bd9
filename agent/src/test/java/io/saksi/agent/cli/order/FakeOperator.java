package io.saksi.agent.cli.order;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.saksi.proto.v1.AuditRecord;
import io.saksi.proto.v1.ExplainRequest;
import io.saksi.proto.v1.Explanation;
import io.saksi.proto.v1.FollowRequest;
import io.saksi.proto.v1.ListAuditReply;
import io.saksi.proto.v1.ListAuditRequest;
import io.saksi.proto.v1.ListSettingsReply;
import io.saksi.proto.v1.ListSettingsRequest;
import io.saksi.proto.v1.NodeProblem;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.OperatorGrpc;
import io.saksi.proto.v1.OrderPreview;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.PreviewRequest;
import io.saksi.proto.v1.Setting;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes every order, and tells a story of three phases about it. */
public final class FakeOperator extends OperatorGrpc.OperatorImplBase {
  final List<OrderRequest> orders = new CopyOnWriteArrayList<>();
  volatile Operation.State ends = Operation.State.STATE_DONE;
  volatile OrderPreview preview =
      OrderPreview.newBuilder().setWhat("switchover to b").setTarget("b").build();
  volatile boolean breaksOff;
  final AtomicInteger breaksOffEarly = new AtomicInteger();
  volatile boolean cannotBeFollowed;
  final AtomicInteger leaderless = new AtomicInteger();

  @Override
  public void explain(ExplainRequest request, StreamObserver<Explanation> reply) {
    reply.onNext(
        Explanation.newBuilder()
            .setStanding("a leads epoch 1")
            .addWhyNoFailover("nothing is wrong with a")
            .setWinner("b")
            .addProblems(
                NodeProblem.newBuilder()
                    .setCode("EXPOSED")
                    .setNode("a")
                    .setEvidence("alone")
                    .setRemedy("bring a standby back"))
            .build());
    reply.onCompleted();
  }

  @Override
  public void preview(PreviewRequest request, StreamObserver<OrderPreview> reply) {
    reply.onNext(preview);
    reply.onCompleted();
  }

  @Override
  public void run(OrderRequest request, StreamObserver<Operation> reply) {
    orders.add(request);
    reply.onNext(phase(request.getKey(), Operation.State.STATE_PREPARING, "preparing", 0));
    if (leaderless.getAndDecrement() > 0) {
      reply.onError(refusal("NO_LEADER"));
      return;
    } else if (breaksOffEarly.getAndDecrement() > 0) {
      reply.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    reply.onNext(phase(request.getKey(), Operation.State.STATE_RUNNING, "closing", 7));
    if (breaksOff) {
      reply.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    reply.onNext(end(request.getKey()));
    reply.onCompleted();
  }

  @Override
  public void submit(OrderRequest request, StreamObserver<Operation> reply) {
    orders.add(request);
    reply.onNext(phase(request.getKey(), Operation.State.STATE_RUNNING, "scheduled", 7));
    reply.onCompleted();
  }

  @Override
  public void follow(FollowRequest request, StreamObserver<Operation> reply) {
    if (cannotBeFollowed) {
      reply.onError(refusal("UNKNOWN_OPERATION"));
      return;
    }
    reply.onNext(end(request.getKey()));
    reply.onCompleted();
  }

  private static StatusRuntimeException refusal(String reason) {
    Status.Code code = reason.equals("NO_LEADER") ? Status.Code.UNAVAILABLE : Status.Code.NOT_FOUND;
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage("refused: " + reason)
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason(reason).build()))
            .build());
  }

  private Operation end(String key) {
    return phase(key, ends, "done", 9).toBuilder()
        .setPredictedMs(800)
        .setOutageMs(600)
        .setOutcome(ends == Operation.State.STATE_DONE ? "b leads epoch 2" : "rolled back: b died")
        .build();
  }

  private static Operation phase(String key, Operation.State state, String phase, long version) {
    return Operation.newBuilder()
        .setKey(key)
        .setWhat("switchover to b")
        .setState(state)
        .setPhase(phase)
        .setPhaseDetail("goes on")
        .setStateVersion(version)
        .build();
  }

  @Override
  public void listSettings(ListSettingsRequest request, StreamObserver<ListSettingsReply> reply) {
    Setting setting =
        Setting.newBuilder().setName("exposed").setValue("allow").setMeaning("alone").build();
    reply.onNext(ListSettingsReply.newBuilder().addSettings(setting).build());
    reply.onCompleted();
  }

  @Override
  public void listAudit(ListAuditRequest request, StreamObserver<ListAuditReply> reply) {
    AuditRecord record = AuditRecord.newBuilder().setWho("ann").setWhat("pause").build();
    reply.onNext(ListAuditReply.newBuilder().addRecords(record).build());
    reply.onCompleted();
  }
}
