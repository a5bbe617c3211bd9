package io.saksi.agent.router;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A running router: two listeners, two threads. Made by {@link #start}, ended by {@link #close}.
 */
public final class Router implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int BACKLOG = 4096;
  private static final long CLOSE_TIMEOUT_MS = 5_000;

  private final Switchboard board;
  private final TopologySource source;
  private final EventLoopGroup loops;
  private int readWritePort;
  private int readOnlyPort;

  private Router(RouterConfig config, TopologySource source) {
    this.board = new Switchboard(config);
    this.source = source;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("saksi-router", true), NioIoHandler.newFactory());
  }

  /**
   * Listens and begins to follow the source, which the router owns from here on, also if this
   * fails. Blocks for the time of binding.
   *
   * @throws IOException if a listener's address cannot be used, naming it and the remedy
   */
  public static Router start(RouterConfig config, TopologySource source) throws IOException {
    Router router = new Router(config, source);
    try {
      router.readWritePort = router.listen(config.readWrite(), Access.READ_WRITE, "--listen");
      router.readOnlyPort =
          router.listen(config.readOnly(), Access.READ_ONLY, "--listen-read-only");
      source.start(router.board::update);
      return router;
    } catch (IOException | RuntimeException e) {
      router.close();
      throw e;
    }
  }

  private int listen(HostPort address, Access access, String option) throws IOException {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Channels.PENDING_WRITES)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    client.pipeline().addLast(new ClientSession(board, access, client));
                  }
                })
            .bind(address.resolve())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen at "
              + address
              + ": "
              + bound.cause().getMessage()
              + "; end what uses it, or choose another address with "
              + option,
          bound.cause());
    }
    Channel listener = bound.channel();
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** The bound port for clients of the primary. */
  public int readWritePort() {
    return readWritePort;
  }

  /** The bound port for clients of readable standbys. */
  public int readOnlyPort() {
    return readOnlyPort;
  }

  /** The counters now; each for itself, not of one instant. */
  public RouterStats stats() {
    return board.stats();
  }

  /** The topology in force. */
  public Topology topology() {
    return board.topology();
  }

  /** Ends every session and both listeners. Takes at most {@value #CLOSE_TIMEOUT_MS} ms. */
  @Override
  public void close() {
    source.close();
    loops
        .shutdownGracefully(0, CLOSE_TIMEOUT_MS / 2, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_TIMEOUT_MS);
  }
}
