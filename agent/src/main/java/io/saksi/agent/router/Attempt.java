package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Arrays;

/**
 * One knock at one backend: connects, sends the client's packet, and judges the first answer before
 * anything of it reaches the client. All on the client's event loop.
 */
final class Attempt extends ChannelInboundHandlerAdapter {
  /** Told of one outcome per packet; of none after {@link #abandon}. */
  interface Listener {
    /** The backend wants no encryption; the attempt stays for the client's next packet. */
    void noEncryption();

    /** From here on it is between the client and the backend. */
    void letIn(Channel backend, byte[] firstBytes);

    /** The backend lets nobody in, as it says itself. */
    void gateClosed(ErrorResponse error);

    /** The backend could not be reached, or went away without an answer. */
    void failed(String reason);
  }

  private static final byte[] NOTHING = {};

  private final Listener listener;
  private Channel channel;
  private ClientPacket packet;
  private byte[] answer = NOTHING;
  private boolean over;

  Attempt(Listener listener) {
    this.listener = listener;
  }

  /** Connects and sends the packet. */
  void begin(EventLoop loop, Backend backend, Duration connectTimeout, ClientPacket first) {
    packet = first;
    Channels.connect(loop, backend, connectTimeout, this).addListener(this::connected);
  }

  private void connected(Future<? super Channel> connecting) {
    if (!connecting.isSuccess()) {
      fail(String.valueOf(connecting.cause().getMessage()));
      return;
    }
    channel = (Channel) connecting.getNow();
    if (over) {
      Channels.reset(channel);
    } else {
      write();
    }
  }

  /** Sends the next packet over the same connection, after {@link Listener#noEncryption}. */
  void send(ClientPacket next) {
    packet = next;
    write();
  }

  private void write() {
    Channels.send(channel, packet.bytes());
  }

  /** Gives up; the backend is cut off at once. */
  void abandon() {
    over = true;
    if (channel != null) {
      Channels.reset(channel);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf more = (ByteBuf) message;
    int old = answer.length;
    answer = Arrays.copyOf(answer, old + more.readableBytes());
    more.readBytes(answer, old, answer.length - old);
    more.release();
    if (!over) {
      judge();
    }
  }

  private void judge() {
    if (packet == null) {
      fail("it spoke out of turn");
      return;
    }
    switch (FirstAnswer.judge(packet, answer)) {
      case FirstAnswer.Incomplete() -> {}
      case FirstAnswer.NoEncryption() -> {
        answer = NOTHING;
        packet = null;
        listener.noEncryption();
      }
      case FirstAnswer.ClosedGate(ErrorResponse error) -> {
        abandon();
        listener.gateClosed(error);
      }
      case FirstAnswer.PassOn() -> {
        over = true;
        listener.letIn(channel, answer);
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      fail("it closed the connection without an answer");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("it closed the connection without an answer");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(String.valueOf(cause.getMessage()));
  }

  private void fail(String reason) {
    if (!over) {
      abandon();
      listener.failed(reason);
    }
  }
}
