package io.saksi.agent.cli.rpc;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.tls.Transport;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Connections to agents for the length of one command, all on one thread. A command makes a few
 * short calls, so what it costs to start is all that counts.
 */
public final class AdminChannels implements AutoCloseable {
  private static final Duration THREAD_END = Duration.ofMillis(200);

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, AdminChannels::daemon, NioIoHandler.newFactory());
  private final Queue<ManagedChannel> opened = new ConcurrentLinkedQueue<>();
  private final Supplier<Transport> transport;

  /**
   * @param transport asked only where a connection goes over the network
   */
  public AdminChannels(Supplier<Transport> transport) {
    this.transport = transport;
  }

  /**
   * A channel that connects when it is first used. Blocks while the name is looked up.
   *
   * @throws UnknownHostException if the name has no address
   */
  public Channel open(AgentAddress agent) throws UnknownHostException {
    if (!agent.isLocal() && new InetSocketAddress(agent.host(), agent.port()).isUnresolved()) {
      throw new UnknownHostException(agent.host());
    }
    ManagedChannel channel =
        to(agent, transport).eventLoopGroup(loop).directExecutor().disableRetry().build();
    opened.add(channel);
    return channel;
  }

  /** Who may open the socket is root or the agent's user: the kernel has proven that. */
  static NettyChannelBuilder to(AgentAddress agent, Supplier<Transport> transport) {
    return agent.isLocal()
        ? NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(agent.host()))
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .overrideAuthority("localhost")
            .usePlaintext()
        : transport
            .get()
            .on(
                NettyChannelBuilder.forAddress(agent.host(), agent.port())
                    .channelType(NioSocketChannel.class));
  }

  /**
   * Ends what still runs. Waits a moment for the thread: the JVM waits 300 ms, in order to exit,
   * for one that it finds in epoll (VM_Exit::wait_for_threads_in_native_to_block).
   */
  @Override
  public void close() {
    opened.forEach(ManagedChannel::shutdownNow);
    loop.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(THREAD_END.toMillis());
  }

  static Thread daemon(Runnable task) {
    return Thread.ofPlatform().daemon().name("saksi-rpc").unstarted(task);
  }
}
