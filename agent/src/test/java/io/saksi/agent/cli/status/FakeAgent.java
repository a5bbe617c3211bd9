package io.saksi.agent.cli.status;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.order.FakeOperator;
import io.saksi.agent.operate.CallerAddress;
import io.saksi.agent.peer.LocalServer;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.TestPki;
import io.saksi.agent.tls.Transport;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.GetStatusRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

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
    this(Transport.plain(), admin, operator);
  }

  private FakeAgent(Transport transport, BindableService admin, FakeOperator operator)
      throws IOException {
    server =
        transport
            .on(
                NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
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

  /**
   * Prints where it answers: plain, with certificates, and the directory that has its socket and,
   * below, a caller's certificate.
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createTempDirectory("saksi-fake-agent");
    TestPki pki = new TestPki(directory, "shop");
    Path caller = pki.directory(Role.ADMIN, "caller");
    Answer answer = new Answer(Samples.open());
    try (FakeAgent plain = new FakeAgent(Samples.open());
        FakeAgent tls = new FakeAgent(pki.transport(Role.NODE, "a"), answer, new FakeOperator());
        LocalServer _ =
            LocalServer.start(
                directory.resolve("agent.sock"), answer, new FakeOperator(), new CallerAddress())) {
      System.out.println(plain.address() + " " + tls.address() + " " + directory + " " + caller);
      int ended = System.in.read();
      while (ended >= 0) {
        ended = System.in.read();
      }
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
