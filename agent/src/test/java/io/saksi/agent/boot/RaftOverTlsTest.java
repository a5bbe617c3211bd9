package io.saksi.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.UnusedPorts;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.TestPki;
import io.saksi.agent.tls.Transport;
import io.saksi.raft.RaftConfig;
import io.saksi.raft.RaftListener;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftPeerAddress;
import io.saksi.raft.RaftTls;
import io.saksi.raft.ReplicatedState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.grpc.GrpcUtil;
import org.apache.ratis.proto.RaftProtos.GroupListRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.AdminProtocolServiceGrpc;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.netty.NettyChannelBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real Raft peers on loopback, and who else may speak to them. */
@Timeout(120)
class RaftOverTlsTest {
  private static final String HOST = "127.0.0.1";
  private static final int PATIENCE_SECONDS = 30;

  @TempDir private Path root;
  private TestPki pki;

  @BeforeEach
  void make() {
    pki = new TestPki(root.resolve("pki"), TestPki.CLUSTER);
  }

  private RaftConfig config(String id, Optional<RaftTls> tls) throws IOException {
    return RaftConfig.of(
            root.resolve(id).resolve("raft"),
            root.resolve(id).resolve("raft.initialised"),
            new RaftPeerAddress(id, HOST, UnusedPorts.next(HOST)))
        .withMachineId("machine-of-" + id)
        .withTls(tls);
  }

  private RaftConfig withCertificate(String id) throws IOException {
    return config(id, OwnTransport.ofRaft(pki.transport(Role.NODE, id)));
  }

  /** Nothing is remembered: who may speak is all that counts here. */
  private static final class Forgetful implements ReplicatedState {
    @Override
    public byte[] apply(byte[] command, long logIndex) {
      return command;
    }

    @Override
    public byte[] snapshot() {
      return new byte[0];
    }

    @Override
    public void restore(byte[] snapshot) {}
  }

  private static final RaftListener NOBODY = new RaftListener() {};

  @Test
  void peersWithTheirOwnCertificatesAgree() throws Exception {
    try (RaftNode a = RaftNode.bootstrap(withCertificate("a"), new Forgetful(), NOBODY);
        RaftNode b = RaftNode.join(withCertificate("b"), a.groupId(), new Forgetful(), NOBODY)) {
      a.addPeer(b.config().self()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      byte[] said = "both have it".getBytes(StandardCharsets.UTF_8);
      assertThat(a.submit(said).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(said);
    }
  }

  @Test
  void nobodyVotesInAnotherOnesName() throws Exception {
    RaftConfig config = withCertificate("a");
    try (RaftNode a = RaftNode.bootstrap(config, new Forgetful(), NOBODY)) {
      Transport b = pki.transport(Role.NODE, "b");
      assertThat(call(a, Optional.of(b), vote("b"))).isNotEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(call(a, Optional.of(b), vote("c"))).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(call(a, Optional.of(pki.transport(Role.ADMIN, "c")), vote("c")))
          .isEqualTo(Status.Code.PERMISSION_DENIED);
      TestPki impostor = new TestPki(root.resolve("impostor"), TestPki.CLUSTER);
      assertThat(call(a, Optional.of(impostor.transport(Role.NODE, "b")), vote("b")))
          .isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(call(a, Optional.empty(), vote("b"))).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  /** With certificates or without: the group is changed by its own agents only. */
  @Test
  void ratisOwnAdministrationIsNotOffered() throws Exception {
    try (RaftNode a = RaftNode.bootstrap(withCertificate("a"), new Forgetful(), NOBODY)) {
      assertThat(call(a, Optional.of(pki.transport(Role.NODE, "b")), RaftOverTlsTest::groups))
          .isEqualTo(Status.Code.UNIMPLEMENTED);
    }
    try (RaftNode p = RaftNode.bootstrap(config("p", Optional.empty()), new Forgetful(), NOBODY)) {
      assertThat(call(p, Optional.empty(), RaftOverTlsTest::groups))
          .isEqualTo(Status.Code.UNIMPLEMENTED);
    }
  }

  private static void groups(ManagedChannel channel) {
    var _ =
        AdminProtocolServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .groupList(GroupListRequestProto.getDefaultInstance());
  }

  private static Consumer<ManagedChannel> vote(String from) {
    RaftRpcRequestProto.Builder sender =
        RaftRpcRequestProto.newBuilder().setRequestorId(ByteString.copyFromUtf8(from));
    return channel -> {
      var _ =
          RaftServerProtocolServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .requestVote(RequestVoteRequestProto.newBuilder().setServerRequest(sender).build());
    };
  }

  private static Status.Code call(
      RaftNode to, Optional<Transport> shown, Consumer<ManagedChannel> call) throws IOException {
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress(HOST, to.config().self().port());
    ManagedChannel channel =
        shown
            .flatMap(OwnTransport::ofRaft)
            .map(tls ->
                builder.sslContext(
                    GrpcUtil.buildSslContextForClient(
                        new GrpcTlsConfig(tls.keys(), tls.trust(), true))))
            .orElseGet(builder::usePlaintext)
            .build();
    try {
      call.accept(channel);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }
}
