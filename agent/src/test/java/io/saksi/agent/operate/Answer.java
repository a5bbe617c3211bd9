package io.saksi.agent.operate;

import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a call was answered with. */
final class Answer<T> implements StreamObserver<T> {
  private final List<T> values = new ArrayList<>();
  private Optional<Throwable> failure = Optional.empty();

  @Override
  public void onNext(T value) {
    values.add(value);
  }

  @Override
  public void onError(Throwable t) {
    failure = Optional.of(t);
  }

  @Override
  public void onCompleted() {}

  T value() {
    return values.getLast();
  }

  /** Its code and message; empty if it was no refusal. */
  String refusal() throws Exception {
    if (failure.isEmpty()) {
      return "";
    }
    com.google.rpc.Status said = StatusProto.fromThrowable(failure.get());
    String reason = said.getDetails(0).unpack(com.google.rpc.ErrorInfo.class).getReason();
    return reason + ": " + said.getMessage();
  }
}
