package io.saksi.agent.cli.status;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.order.FakeOperator;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.GetStatusRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An agent that knows one answer. As a process of its own it prints its address and serves until
 * its standard input ends: the build rehearses the command line against it, and measures.
 */
public final class FakeAgent implements AutoCloseable {
  private final Server server;

  FakeAgent(ClusterStatus status) throws IOException {
    this(new Answer(status), new FakeOperator());
  }

  private FakeAgent(BindableService admin, FakeOperator operator) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(admin)
            .addService(operator)
            .build()
            .start();
  }

  /** One that takes orders, of a cluster that is in order. */
  public static FakeAgent with(FakeOperator operator) throws IOException {
    return new FakeAgent(new Answer(Samples.open()), operator);
  }

  /** One with another past. */
  public static FakeAgent remembering(AdminGrpc.AdminImplBase history) throws IOException {
    return new FakeAgent(history, new FakeOperator());
  }

  public AgentAddress address() {
    return new AgentAddress("127.0.0.1", server.getPort());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static final class Answer extends AdminGrpc.AdminImplBase {
    private final ClusterStatus status;

    private Answer(ClusterStatus status) {
      this.status = status;
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<ClusterStatus> observer) {
      observer.onNext(status);
      observer.onCompleted();
    }
  }

  public static void main(String[] arguments) throws IOException {
    try (FakeAgent agent = new FakeAgent(Samples.open())) {
      System.out.println(agent.address());
      int ended = System.in.read();
      while (ended >= 0) {
        ended = System.in.read();
      }
    }
  }
}
