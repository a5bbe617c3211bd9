package io.saksi.agent.cli.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.join.Token;
import io.saksi.agent.os.UnusedPorts;
import io.saksi.agent.tls.Fingerprint;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.TestPki;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.EnrolReply;
import io.saksi.proto.v1.EnrolRequest;
import io.saksi.proto.v1.EnrolmentGrpc;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnockingTest {
  private static final String HOST = "127.0.0.1";

  @TempDir private Path root;
  private final StringWriter err = new StringWriter();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int withoutLeader;
  private volatile Status then = Status.OK;
  private Server server;
  private Knocking knocking;

  @BeforeEach
  void start() throws Exception {
    TestPki pki = new TestPki(root, TestPki.CLUSTER);
    Endpoint address = new Endpoint(HOST, UnusedPorts.next(HOST));
    server =
        pki.transport(Role.NODE, "a")
            .on(
                NettyServerBuilder.forAddress(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port())))
            .addService(new Agent())
            .build()
            .start();
    Token token =
        new Token(
            TestPki.CLUSTER,
            Optional.empty(),
            Instant.EPOCH,
            "id",
            Fingerprint.of(pki.authority().certificate()),
            List.of(new Endpoint(HOST, UnusedPorts.next(HOST)), address));
    knocking = new Knocking(token, new PrintWriter(err));
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private final class Agent extends EnrolmentGrpc.EnrolmentImplBase {
    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolReply> reply) {
      if (asked.incrementAndGet() <= withoutLeader) {
        reply.onError(Status.UNAVAILABLE.withDescription("no agent leads now").asException());
      } else if (then.isOk()) {
        reply.onNext(EnrolReply.newBuilder().setCluster("shop").build());
        reply.onCompleted();
      } else {
        reply.onError(then.asException());
      }
    }
  }

  @Test
  void aLeaderThatComesASecondLaterIsWaitedFor() throws Exception {
    withoutLeader = 2;
    assertThat(knocking.enrol(EnrolRequest.getDefaultInstance()).getCluster()).isEqualTo("shop");
    assertThat(asked).hasValue(3);
    assertThat(err.toString()).contains("nobody takes the token yet");
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    then = Status.PERMISSION_DENIED.withDescription("the token was used already");
    assertThatThrownBy(() -> knocking.enrol(EnrolRequest.getDefaultInstance()))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("used already");
    assertThat(asked).hasValue(1);
  }

  @Test
  void whereNobodyIsThereItSaysSoAtOnce() {
    server.shutdownNow();
    assertThatThrownBy(() -> knocking.enrol(EnrolRequest.getDefaultInstance()))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("took the token");
    assertThat(err.toString()).isEmpty();
  }
}
