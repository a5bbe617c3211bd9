package io.saksi.agent.boot;

import io.grpc.stub.StreamObserver;
import io.saksi.agent.access.Credentials;
import io.saksi.agent.operate.CallerAddress;
import io.saksi.agent.os.UnusedPorts;
import io.saksi.agent.peer.AgentServer;
import io.saksi.core.command.Command;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.OperatorGrpc;
import io.saksi.proto.v1.PeerGrpc;
import io.saksi.proto.v1.ProposeReply;
import io.saksi.proto.v1.ProposeRequest;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A member's port on loopback, with the real server and proof; its answers are given to it. */
final class TestMember extends PeerGrpc.PeerImplBase implements AutoCloseable {
  /** The other answers; an applied renewal needs a version. */
  static final ProposeReply NOT_LEADER = notLeader();

  static final ProposeReply REFUSED = refused();
  static final ProposeReply APPLIED = applied();

  private final Endpoint address;
  private final AgentServer server;
  private final List<Command> heard = new CopyOnWriteArrayList<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch askedTwice = new CountDownLatch(2);
  private volatile ProposeReply answer;
  private volatile Runnable beforeAnswer = () -> {};

  TestMember(byte[] proof, ProposeReply answer) throws IOException {
    this.answer = answer;
    address = new Endpoint("127.0.0.1", UnusedPorts.next("127.0.0.1"));
    server =
        AgentServer.start(
            address,
            Credentials.plain(proof),
            this,
            new AdminGrpc.AdminImplBase() {},
            new OperatorGrpc.OperatorImplBase() {},
            Optional.empty(),
            new CallerAddress());
  }

  Endpoint address() {
    return address;
  }

  List<Command> heard() {
    return List.copyOf(heard);
  }

  void answers(ProposeReply next) {
    answer = next;
  }

  void beforeAnswering(Runnable event) {
    beforeAnswer = event;
  }

  boolean awaitAsked() throws InterruptedException {
    return asked.await(10, TimeUnit.SECONDS);
  }

  boolean awaitAskedTwice() throws InterruptedException {
    return askedTwice.await(10, TimeUnit.SECONDS);
  }

  @Override
  public void propose(ProposeRequest request, StreamObserver<ProposeReply> reply) {
    try {
      heard.add(LogEntry.decode(request.getEntry()).command());
    } catch (MalformedMessage e) {
      throw new IllegalStateException(e);
    }
    asked.countDown();
    askedTwice.countDown();
    beforeAnswer.run();
    reply.onNext(answer);
    reply.onCompleted();
  }

  private static ProposeReply notLeader() {
    ProposeReply.Builder reply = ProposeReply.newBuilder();
    reply.getNotLeaderBuilder();
    return reply.build();
  }

  private static ProposeReply refused() {
    ProposeReply.Builder reply = ProposeReply.newBuilder();
    reply.getResultBuilder().getRefusedBuilder().setReason("epoch 7 is not open");
    return reply.build();
  }

  private static ProposeReply applied() {
    ProposeReply.Builder reply = ProposeReply.newBuilder();
    reply.getResultBuilder().getAppliedBuilder().setVersion(3);
    return reply.build();
  }

  @Override
  public void close() {
    server.close();
  }
}
