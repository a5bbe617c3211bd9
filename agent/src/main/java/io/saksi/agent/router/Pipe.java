package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/**
 * Copies what one side sends to the other, and reads no more than the other takes. When one side
 * ends its direction, so does the other; when both have, or one is gone, the session is over.
 */
final class Pipe extends ChannelInboundHandlerAdapter {
  /** Looks on, and holds nothing up. */
  interface Listener {
    /** Before the bytes go on; they are not to be moved. */
    void passing(ByteBuf bytes);

    /** What came is on its way, or what waited has gone. */
    void passed();
  }

  private final Channel peer;
  private final boolean fromBackend;
  private final Duration farewell;
  private final Listener listener;

  /**
   * @param farewell how long a client may take over the last bytes of a backend that is gone, once
   *     they are on their way
   */
  Pipe(Channel peer, boolean fromBackend, Duration farewell, Listener listener) {
    this.peer = peer;
    this.fromBackend = fromBackend;
    this.farewell = farewell;
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!peer.isActive()) {
      ReferenceCountUtil.release(message);
      return;
    }
    listener.passing((ByteBuf) message);
    Channels.pass(peer, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.flush();
    listener.passed();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    peer.config().setAutoRead(ctx.channel().isWritable());
    listener.passed();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded(ctx.channel());
    }
  }

  private void inputEnded(Channel ended) {
    if (((DuplexChannel) ended).isOutputShutdown()) {
      Channels.close(ended);
    } else if (fromBackend) {
      // PostgreSQL ends a connection as a whole.
      Channels.farewell(peer, farewell);
    } else {
      Channels.finish(peer);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (fromBackend) {
      Channels.farewell(peer, farewell);
    } else {
      Channels.closeAfterWrites(peer);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Channels.close(ctx.channel());
  }
}
