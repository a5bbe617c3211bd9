package io.saksi.agent.router;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/** How connections are opened and ended. */
final class Channels {
  /** Bytes that may wait to be written to one side before the other is not read any more. */
  static final WriteBufferWaterMark PENDING_WRITES = new WriteBufferWaterMark(32 << 10, 64 << 10);

  private static final int KEEPALIVE_IDLE_SECONDS = 2;
  private static final int KEEPALIVE_INTERVAL_SECONDS = 1;
  private static final int KEEPALIVE_PROBES = 3;

  private Channels() {}

  /**
   * Connects to a backend, on the client's own event loop so that a session needs no lock. The name
   * is looked up elsewhere: a slow name server holds up this one session, not the loop.
   *
   * @return the connection; its failure says what was tried
   */
  static Future<Channel> connect(
      EventLoop loop, Backend backend, Duration timeout, ChannelHandler handler) {
    Promise<Channel> connected = loop.newPromise();
    Bootstrap bootstrap = toBackend(loop, timeout).handler(handler);
    try {
      connect(bootstrap, InetAddress.ofLiteral(backend.host()), backend, connected);
    } catch (IllegalArgumentException aName) {
      Thread.ofVirtual()
          .name("saksi-router-lookup")
          .start(() -> lookUpAndConnect(bootstrap, backend, connected));
    }
    return connected;
  }

  private static void lookUpAndConnect(
      Bootstrap bootstrap, Backend backend, Promise<Channel> connected) {
    try {
      connect(bootstrap, InetAddress.getByName(backend.host()), backend, connected);
    } catch (UnknownHostException e) {
      connected.tryFailure(new IOException("no address for the host " + backend.host(), e));
    }
  }

  private static void connect(
      Bootstrap bootstrap, InetAddress address, Backend backend, Promise<Channel> connected) {
    ChannelFuture connecting = bootstrap.connect(new InetSocketAddress(address, backend.port()));
    connecting.addListener(done -> {
      if (done.isSuccess()) {
        connected.trySuccess(connecting.channel());
      } else {
        connected.tryFailure(done.cause());
      }
    });
  }

  /**
   * A host that died is noticed by keepalive; a peer that takes no data is cut when the topology
   * changes, so that plain NIO, without TCP_USER_TIMEOUT, is enough.
   */
  private static Bootstrap toBackend(EventLoop loop, Duration timeout) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, PENDING_WRITES)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEPALIVE_IDLE_SECONDS)
        .option(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEPALIVE_INTERVAL_SECONDS)
        .option(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEPALIVE_PROBES);
  }

  /** Sends; a write that fails closes the connection, which is all that anyone needs to know. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void send(Channel channel, ByteBuffer bytes) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(bytes.duplicate()), channel.voidPromise());
  }

  /** Copies on without flushing; a write that fails closes the connection. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void pass(Channel channel, Object message) {
    channel.write(message, channel.voidPromise());
  }

  /** Closes, dropping what is not written yet. */
  @SuppressWarnings("FutureReturnValueIgnored")
  static void close(Channel channel) {
    channel.close();
  }

  /** Closes once everything is written. */
  static void closeAfterWrites(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> close(channel));
  }

  /** Ends our direction; the other goes on. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private static void shutDownOutput(Channel channel) {
    if (channel.isActive()) {
      ((DuplexChannel) channel).shutdownOutput();
    }
  }

  /** Closes with a reset: whoever waits on the other end learns it at once. */
  static void reset(Channel channel) {
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      close(channel);
    }
  }

  /** Ends our direction once everything before it is written. */
  static void finish(Channel channel) {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> shutDownOutput(channel));
  }

  /**
   * Ends our direction, and the connection when the other end is done too or after {@code grace}. A
   * plain close would destroy what the other end has not read yet.
   */
  static void farewell(Channel channel, Duration grace) {
    channel.config().setAutoRead(true);
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> {
          if (((DuplexChannel) channel).isInputShutdown()) {
            close(channel);
          } else {
            shutDownOutput(channel);
            closeAfter(channel, grace);
          }
        });
  }

  /** Closes the connection after {@code grace}, unless it is closed before. */
  static void closeAfter(Channel channel, Duration grace) {
    Future<?> timer =
        channel.eventLoop().schedule(() -> close(channel), grace.toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> timer.cancel(false));
  }
}
