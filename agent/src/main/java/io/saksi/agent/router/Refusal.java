package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Tells a client why it is not let in, such that it shows the text to its user. A request for
 * encryption is declined first and the error sent as the answer to the startup packet: libpq
 * discards an error that comes before (CVE-2024-10977), and pgjdbc takes it for a server without
 * encryption and connects anew.
 */
final class Refusal extends ChannelInboundHandlerAdapter {
  static final byte[] NO_ENCRYPTION = {'N'};

  private final Greeting greeting;
  private final ErrorResponse error;
  private final Duration farewell;
  private boolean said;

  Refusal(Greeting greeting, ErrorResponse error, Duration farewell) {
    this.greeting = greeting;
    this.error = error;
    this.farewell = farewell;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channels.closeAfter(ctx.channel(), farewell);
    ctx.channel().config().setAutoRead(true);
    answer(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf more = (ByteBuf) message;
    if (!said) {
      greeting.append(more);
    }
    more.release();
    answer(ctx);
  }

  private void answer(ChannelHandlerContext ctx) {
    try {
      Optional<ClientPacket> packet = greeting.first();
      while (!said && packet.isPresent()) {
        answer(ctx, packet.get());
        packet = greeting.first();
      }
    } catch (Greeting.MalformedPacket e) {
      say(ctx);
    }
  }

  private void answer(ChannelHandlerContext ctx, ClientPacket packet) {
    greeting.drop(packet);
    switch (packet) {
      case ClientPacket.EncryptionRequest _ ->
          Channels.send(ctx.channel(), ByteBuffer.wrap(NO_ENCRYPTION));
      case ClientPacket.Startup _ -> say(ctx);
      case ClientPacket.Cancel _, ClientPacket.TlsHello _ -> Channels.close(ctx.channel());
    }
  }

  private void say(ChannelHandlerContext ctx) {
    if (!said) {
      said = true;
      greeting.takeAll();
      Channels.send(ctx.channel(), ByteBuffer.wrap(error.encode()));
      Channels.farewell(ctx.channel(), farewell);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      Channels.close(ctx.channel());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Channels.close(ctx.channel());
  }
}
