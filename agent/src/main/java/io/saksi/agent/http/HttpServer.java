package io.saksi.agent.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP on one thread of its own. Whatever clients do takes at most that thread, so many
 * connections, and so many bytes of each; nothing of it waits for the agent's event loop or is
 * waited for by it.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int BACKLOG = 128;
  private static final int READ_BYTES = 4 << 10;
  private static final WriteBufferWaterMark PENDING = new WriteBufferWaterMark(8 << 10, 32 << 10);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(1);

  /** Finds the address of a host; blocks. */
  interface Lookup {
    InetAddress find(String host) throws UnknownHostException;
  }

  /**
   * Where to listen.
   *
   * @param lookup asked before each attempt: a name may get its address later, or another one
   * @param retry the pause between two attempts
   */
  record Place(String host, int port, Lookup lookup, Duration retry) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  private final Place listen;
  private final HttpLimits limits;
  private final Traffic traffic = new Traffic();
  private final Seats seats;
  private final Pages pages;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("saksi-http", true), NioIoHandler.newFactory());
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private HttpServer(Place listen, NodeSource source, HttpLimits limits) {
    this.listen = listen;
    this.limits = limits;
    seats = new Seats(limits.connections(), traffic);
    pages = new Pages(source, new Metrics(source, traffic));
  }

  /**
   * Begins to listen, and returns at once. An address that cannot be had is said and tried again: a
   * node must not stay away from its cluster for want of it.
   */
  public static HttpServer start(NodeSource source) {
    return start(
        new Place(source.listen().host(), source.listen().port(), InetAddress::getByName, RETRY),
        source,
        HttpLimits.DEFAULT);
  }

  static HttpServer start(Place listen, NodeSource source, HttpLimits limits) {
    HttpServer server = new HttpServer(listen, source, limits);
    server.attempt(true);
    return server;
  }

  /** Neither the agent nor who is being answered waits for a name server. */
  private void attempt(boolean first) {
    Thread.ofVirtual()
        .name("saksi-http-lookup")
        .start(() -> {
          try {
            bind(new InetSocketAddress(listen.lookup().find(listen.host()), listen.port()), first);
          } catch (UnknownHostException e) {
            failed("no address for the host " + listen.host(), first);
          }
        });
  }

  /**
   * Not while it is closed: a loop that has ended takes no channel any more, and says so at length.
   */
  private synchronized void bind(InetSocketAddress at, boolean first) {
    if (loop.isShuttingDown()) {
      return;
    }
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, PENDING)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    receive(client);
                  }
                })
            .bind(at);
    bound.addListener(_ -> bound(bound, first));
  }

  private void receive(SocketChannel client) {
    Patience patience = new Patience(limits, seats);
    HttpDecoderConfig strict =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLine())
            .setMaxHeaderSize(limits.headers());
    client
        .pipeline()
        .addLast(patience)
        .addLast(new HttpServerCodec(strict))
        .addLast(new Conversation(pages::answer, patience, traffic));
  }

  private void bound(ChannelFuture bound, boolean first) {
    if (bound.isSuccess()) {
      int at = ((InetSocketAddress) bound.channel().localAddress()).getPort();
      LOG.info("HTTP is answered at {}:{}", listen.host(), at);
      port.complete(at);
    } else {
      failed(bound.cause().getMessage(), first);
    }
  }

  private synchronized void failed(String why, boolean first) {
    if (loop.isShuttingDown()) {
      return;
    }
    if (first) {
      LOG.error(
          "HTTP cannot be answered at {} ({}); it is tried again every {} s. Stop what uses that"
              + " port (ss -ltnp shows it), or choose another with --http-listen",
          listen,
          why,
          listen.retry().toSeconds());
    }
    var _ = loop.schedule(() -> attempt(false), listen.retry().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The port, once it listens. */
  CompletableFuture<Integer> port() {
    return port;
  }

  @Override
  public void close() {
    end().awaitUninterruptibly(CLOSE_BOUND.toMillis());
  }

  private synchronized Future<?> end() {
    return loop.shutdownGracefully(0, CLOSE_BOUND.toMillis() / 2, TimeUnit.MILLISECONDS);
  }
}
