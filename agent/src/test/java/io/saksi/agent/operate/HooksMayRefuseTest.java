package io.saksi.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.access.Credentials;
import io.saksi.agent.os.UnusedPorts;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.command.Command;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.Caller;
import io.saksi.proto.v1.CheckpointReply;
import io.saksi.proto.v1.CheckpointRequest;
import io.saksi.proto.v1.Finding;
import io.saksi.proto.v1.InspectReply;
import io.saksi.proto.v1.InspectRequest;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.PeerGrpc;
import io.saksi.proto.v1.Switchover;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Before a planned change of roles every agent that is heard is asked, over real connections,
 * whether its node's programs object.
 */
class HooksMayRefuseTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final NodeId A = LoneLeader.A;
  private static final NodeId B = LoneLeader.B;
  private static final NodeId C = LoneLeader.C;

  private final Map<NodeId, Asked> agents = new ConcurrentSkipListMap<>();
  private final Channels channels = new Channels(Credentials.plain(new byte[] {1}));
  private final CountDownLatch over = new CountDownLatch(1);
  private LoneLeader leader;

  /** What a node's agent does when it is asked. */
  private interface Behaviour {
    InspectReply to(InspectRequest request) throws Exception;
  }

  private static final class Asked extends PeerGrpc.PeerImplBase {
    private final Endpoint at = new Endpoint("127.0.0.1", UnusedPorts.next("127.0.0.1"));
    private final Server server;
    private volatile InspectRequest last = InspectRequest.getDefaultInstance();
    private volatile Behaviour behaviour = _ -> InspectReply.getDefaultInstance();

    Asked() throws IOException {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(at.host(), at.port()))
              .addService(this)
              .build()
              .start();
    }

    @Override
    public void inspect(InspectRequest request, StreamObserver<InspectReply> reply) {
      last = request;
      try {
        reply.onNext(behaviour.to(request));
        reply.onCompleted();
      } catch (Exception e) {
        reply.onError(io.grpc.Status.FAILED_PRECONDITION.asRuntimeException());
      }
    }

    @Override
    public void checkpoint(CheckpointRequest request, StreamObserver<CheckpointReply> reply) {
      reply.onNext(CheckpointReply.getDefaultInstance());
      reply.onCompleted();
    }
  }

  @BeforeEach
  void listen() throws IOException {
    for (NodeId node : List.of(A, B, C)) {
      agents.put(node, new Asked());
    }
    leader = new LoneLeader(node -> agents.get(node).at);
  }

  @AfterEach
  void end() {
    over.countDown();
    channels.close();
    agents.values().forEach(agent -> agent.server.shutdownNow());
  }

  private NodePreflight preflight(Duration bound) {
    return new NodePreflight(
        channels, new Inspections(channels, bound), () -> leader.applied().incidents());
  }

  private List<Obstacle> found(Duration bound) throws InterruptedException {
    Command.BeginSwitchover order =
        new Command.BeginSwitchover(LoneLeader.E1, B, Duration.ofSeconds(30));
    return preflight(bound).look(leader.onIt(), order).obstacles();
  }

  private static InspectReply refusing() {
    return InspectReply.newBuilder()
        .addFindings(
            Finding.newBuilder()
                .setCode(Readiness.HOOK_REFUSED)
                .setText("before-switchover/10-backup ended with status 1: a backup runs")
                .setRemedy("see why"))
        .build();
  }

  private long submit(boolean inSpite) throws Exception {
    Switchover order = Switchover.newBuilder().setTarget("b").setIgnoreObstacles(inSpite).build();
    OrderRequest request =
        OrderRequest.newBuilder()
            .setKey("k")
            .setCaller(Caller.newBuilder().setWho("ann"))
            .setOrder(Order.newBuilder().setSwitchover(order))
            .build();
    return new LeaderOrders(A, leader, preflight(BOUND), leader::wallClock)
        .submit(leader.onIt(), request, "10.0.0.9", () -> false);
  }

  private boolean hasBegun() {
    return leader.present().orders().switchover().isPresent();
  }

  @Test
  void wherePostgresMattersItIsAskedTooAndElsewhereOnlyThePrograms() throws Exception {
    assertThat(found(BOUND)).isEmpty();
    assertThat(agents.get(A).last.getOnlyHooks()).isFalse();
    assertThat(agents.get(B).last.getOnlyHooks()).isFalse();
    assertThat(agents.get(C).last.getOnlyHooks()).isTrue();
    assertThat(agents.values()).allSatisfy(a -> assertThat(a.last.getTarget()).isEqualTo("b"));
  }

  @Test
  void eachOfThemMayRefuseAndThenNothingIsBegun() {
    for (NodeId node : List.of(A, B, C)) {
      agents.get(node).behaviour = _ -> refusing();
      assertThatThrownBy(() -> submit(false))
          .hasMessageContaining("on " + node + ": before-switchover/10-backup ended with status 1");
      assertThat(hasBegun()).isFalse();
      agents.get(node).behaviour = _ -> InspectReply.getDefaultInstance();
    }
  }

  @Test
  void theOperatorMayGoOnInSpiteOfThem() throws Exception {
    agents.get(C).behaviour = _ -> refusing();
    submit(true);
    assertThat(hasBegun()).isTrue();
  }

  @Test
  void whoDoesNotAnswerInTimeStandsAgainstIt() throws Exception {
    agents.get(C).behaviour =
        _ -> {
          over.await();
          return InspectReply.getDefaultInstance();
        };
    assertThat(found(Duration.ofSeconds(2)))
        .singleElement()
        .satisfies(obstacle -> {
          assertThat(obstacle.getCode()).isEqualTo("NODE_NOT_INSPECTED");
          assertThat(obstacle.getText())
              .isEqualTo(
                  "c could not be asked whether its hooks object: it did not answer within 2 s");
        });
  }

  @Test
  void whoFailsToAskItsProgramsStandsAgainstIt() throws Exception {
    agents.get(C).behaviour =
        _ -> {
          throw new IOException("no such directory");
        };
    assertThat(found(BOUND)).extracting(Obstacle::getCode).containsExactly("NODE_NOT_INSPECTED");
  }

  /** Its agent is down: it must not keep the others from what does not need it. */
  @Test
  void whoIsGoneObjectsToNothingUnlessItIsNeeded() throws Exception {
    agents.get(C).server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    assertThat(found(BOUND)).isEmpty();
    agents.get(B).server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    assertThat(found(BOUND)).extracting(Obstacle::getCode).containsExactly("NODE_NOT_INSPECTED");
  }

  /** Else the bounds of all nodes would add up, and the operator waits. */
  @Test
  void allAreAskedAtTheSameTime() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    agents
        .values()
        .forEach(agent ->
            agent.behaviour =
                _ -> {
                  together.await(10, TimeUnit.SECONDS);
                  return InspectReply.getDefaultInstance();
                });
    assertThat(found(BOUND)).isEmpty();
  }
}
