package io.saksi.agent.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.operate.CallerAddress;
import io.saksi.agent.os.UnusedPorts;
import io.saksi.agent.peer.AgentServer;
import io.saksi.agent.tls.Fingerprint;
import io.saksi.agent.tls.Identity;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.TestPki;
import io.saksi.agent.tls.Transport;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.GetStatusRequest;
import io.saksi.proto.v1.JoinReply;
import io.saksi.proto.v1.JoinRequest;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.OperatorGrpc;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.PeerGrpc;
import io.saksi.proto.v1.ProposeReply;
import io.saksi.proto.v1.ProposeRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent's port with certificates, and everybody who might knock. */
class DoorTest {
  private static final String HOST = "127.0.0.1";
  private static final int PATIENCE_SECONDS = 30;

  @TempDir private Path root;
  private TestPki pki;
  private Endpoint address;
  private AgentServer server;

  @BeforeEach
  void start() throws IOException {
    pki = new TestPki(root.resolve("pki"), TestPki.CLUSTER);
    address = new Endpoint(HOST, UnusedPorts.next(HOST));
    server = serve(address, pki.transport(Role.NODE, "a"));
  }

  private static AgentServer serve(Endpoint at, Transport transport) throws IOException {
    return AgentServer.start(
        at,
        new Credentials(transport, new byte[0]),
        new Peers(),
        new Statuses(),
        new Orders(),
        Optional.empty(),
        new CallerAddress());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static final class Peers extends PeerGrpc.PeerImplBase {
    @Override
    public void join(JoinRequest request, StreamObserver<JoinReply> reply) {
      answer(reply, JoinReply.getDefaultInstance());
    }

    @Override
    public void propose(ProposeRequest request, StreamObserver<ProposeReply> reply) {
      answer(reply, ProposeReply.getDefaultInstance());
    }
  }

  private static final class Statuses extends AdminGrpc.AdminImplBase {
    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<ClusterStatus> reply) {
      answer(reply, ClusterStatus.getDefaultInstance());
    }
  }

  private static final class Orders extends OperatorGrpc.OperatorImplBase {
    @Override
    public void submit(OrderRequest request, StreamObserver<Operation> reply) {
      answer(reply, Operation.newBuilder().setOutcome(Shown.now().toString()).build());
    }
  }

  private static <T> void answer(StreamObserver<T> reply, T value) {
    reply.onNext(value);
    reply.onCompleted();
  }

  /** What came of a call with this transport. */
  private Status.Code call(Transport transport, Consumer<ManagedChannel> call) {
    return call(address, transport, call);
  }

  private static Status.Code call(Endpoint at, Transport transport, Consumer<ManagedChannel> call) {
    ManagedChannel channel =
        transport.on(NettyChannelBuilder.forAddress(at.host(), at.port())).build();
    try {
      call.accept(channel);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  private static void status(ManagedChannel channel) {
    ClusterStatus _ =
        AdminGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .getStatus(GetStatusRequest.getDefaultInstance());
  }

  private static Consumer<ManagedChannel> order(Consumer<Order.Builder> what) {
    OrderRequest.Builder request = OrderRequest.newBuilder();
    what.accept(request.getOrderBuilder());
    return channel -> {
      Operation _ =
          OperatorGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .submit(request.build());
    };
  }

  private static Consumer<ManagedChannel> join(String node) {
    JoinRequest.Builder request = JoinRequest.newBuilder();
    request.getMemberBuilder().setNode(node);
    return channel -> {
      JoinReply _ =
          PeerGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .join(request.build());
    };
  }

  private static Consumer<ManagedChannel> renewal(String author, String passedOnBy) {
    ProposeRequest.Builder request = ProposeRequest.newBuilder().setPassedOnBy(passedOnBy);
    request.getEntryBuilder().setAuthor(author);
    return channel -> {
      ProposeReply _ =
          PeerGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .propose(request.build());
    };
  }

  @Test
  void everyRoleDoesWhatItMayAndNoMore() throws IOException {
    Consumer<ManagedChannel> switchover = order(Order.Builder::getSwitchoverBuilder);
    Consumer<ManagedChannel> force = order(Order.Builder::getFailoverBuilder);
    Transport viewer = pki.transport(Role.VIEWER, "eve");
    assertThat(call(viewer, DoorTest::status)).isEqualTo(Status.Code.OK);
    assertThat(call(viewer, switchover)).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(call(viewer, join("eve"))).isEqualTo(Status.Code.PERMISSION_DENIED);
    Transport operator = pki.transport(Role.OPERATOR, "olga");
    assertThat(call(operator, switchover)).isEqualTo(Status.Code.OK);
    assertThat(call(operator, force)).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(call(operator, order(_ -> {}))).isEqualTo(Status.Code.PERMISSION_DENIED);
    Transport admin = pki.transport(Role.ADMIN, "ada");
    assertThat(call(admin, force)).isEqualTo(Status.Code.OK);
    assertThat(call(admin, join("ada"))).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void anAgentSpeaksForItselfOnly() throws IOException {
    Transport b = pki.transport(Role.NODE, "b");
    assertThat(call(b, join("b"))).isEqualTo(Status.Code.OK);
    assertThat(call(b, join("c"))).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(call(b, renewal("b", ""))).isEqualTo(Status.Code.OK);
    assertThat(call(b, renewal("c", ""))).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(call(b, renewal("c", "b"))).isEqualTo(Status.Code.OK);
    assertThat(call(b, renewal("c", "d"))).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void whoShowsNothingIsToldWhatToShow() throws IOException {
    Transport none = Transport.joining(Fingerprint.of(pki.authority().certificate()));
    assertThat(call(none, DoorTest::status)).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(call(none, join("b"))).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(call(Transport.plain(), DoorTest::status)).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void strangersOfAllKindsDoNotGetIn() throws IOException {
    // Another authority that calls itself the same.
    TestPki impostor = new TestPki(root.resolve("impostor"), TestPki.CLUSTER);
    assertThat(call(impostor.transport(Role.NODE, "b"), DoorTest::status))
        .isEqualTo(Status.Code.UNAVAILABLE);
    // The same authority for another cluster.
    Path other = pki.directory(Role.ADMIN, "x");
    pki.write(other, new Identity("other", Role.ADMIN, "x"), Duration.ofDays(1), List.of());
    assertThat(call(Transport.of(Optional.of(other)), DoorTest::status))
        .isEqualTo(Status.Code.UNAVAILABLE);
    // One that is over.
    Path late = pki.directory(Role.ADMIN, "late", Duration.ofSeconds(-1), List.of());
    assertThat(call(Transport.of(Optional.of(late)), DoorTest::status))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void whoeverAnswersHasToBeAnAgentAndTheOneThatIsThere() throws IOException {
    Transport admin = pki.transport(Role.ADMIN, "ada");
    Endpoint second = new Endpoint(HOST, UnusedPorts.next(HOST));
    try (AgentServer _ = serve(second, pki.transport(Role.OPERATOR, "posing"))) {
      assertThat(call(second, admin, DoorTest::status)).isEqualTo(Status.Code.UNAVAILABLE);
    }
    Path elsewhere = pki.directory(Role.NODE, "b", Duration.ofDays(1), List.of("127.0.0.9"));
    Endpoint third = new Endpoint(HOST, UnusedPorts.next(HOST));
    try (AgentServer _ = serve(third, Transport.of(Optional.of(elsewhere)))) {
      assertThat(call(third, admin, DoorTest::status)).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void whoAsksWithoutEndIsRefused() throws IOException {
    Transport viewer = pki.transport(Role.VIEWER, "eve");
    assertThat(
            call(
                viewer,
                channel -> {
                  for (int i = 0; i < 100_000; i++) {
                    status(channel);
                  }
                }))
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }
}
