package io.saksi.agent.cli.rpc;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.tls.Transport;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One agent's status, again at each change, for as long as the thread that runs it is let. An agent
 * that is gone is tried again: it may come back.
 */
public final class StatusStream {
  private static final int HEARTBEAT_MS = 1_000;
  private static final int CONNECT_BOUND_MS = 1_000;
  private static final Duration RETRY = Duration.ofMillis(200);

  private final Supplier<Transport> transport;
  private final AgentAddress agent;
  private final Consumer<ClusterStatus> heard;
  private final Runnable ended;

  /**
   * @param heard called by one thread at a time; it does not block
   * @param ended told after each call that ended, or could not be made
   */
  public StatusStream(
      Supplier<Transport> transport,
      AgentAddress agent,
      Consumer<ClusterStatus> heard,
      Runnable ended) {
    this.transport = transport;
    this.agent = agent;
    this.heard = heard;
    this.ended = ended;
  }

  /** Blocks until the thread is interrupted. */
  public void run() {
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, AdminChannels::daemon, NioIoHandler.newFactory());
    ManagedChannel channel =
        AdminChannels.to(agent, transport)
            .eventLoopGroup(loop)
            .disableRetry()
            .keepAliveTime(2, TimeUnit.SECONDS)
            .keepAliveTimeout(1, TimeUnit.SECONDS)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_BOUND_MS)
            .build();
    try {
      while (true) {
        Call call = new Call();
        AdminGrpc.newStub(channel)
            .watch(WatchRequest.newBuilder().setMaxIntervalMs(HEARTBEAT_MS).build(), call);
        call.over.await();
        // The next try is made at once, not when gRPC's growing pause is over.
        channel.resetConnectBackoff();
        TimeUnit.NANOSECONDS.sleep(RETRY.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      channel.shutdownNow();
      var _ = loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
    }
  }

  private final class Call implements StreamObserver<ClusterStatus> {
    private final CountDownLatch over = new CountDownLatch(1);

    @Override
    public void onNext(ClusterStatus status) {
      heard.accept(status);
    }

    @Override
    public void onError(Throwable failure) {
      ended.run();
      over.countDown();
    }

    @Override
    public void onCompleted() {
      ended.run();
      over.countDown();
    }
  }
}
