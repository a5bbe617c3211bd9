package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Looks for BackendKeyData in what a backend sends while a session starts, without holding anything
 * up; it leaves when the session is ready or this does not look like a session's start.
 */
final class KeySniffer extends ChannelInboundHandlerAdapter {
  private static final int HEADER_BYTES = 5;

  /** A key has at most 256 bytes (protocol 3.2), before them the process id. */
  private static final int MAX_KEY_BYTES = 260;

  /** More than any session's parameters take. */
  private static final int MAX_START_BYTES = 64 << 10;

  private final Consumer<ByteBuffer> found;
  private final byte[] message = new byte[HEADER_BYTES + MAX_KEY_BYTES];
  private int seen;
  private int filled;
  private int toSkip;

  KeySniffer(Consumer<ByteBuffer> found) {
    this.found = found;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    ByteBuf look = ((ByteBuf) received).duplicate();
    seen += look.readableBytes();
    if (isDone(look) || seen > MAX_START_BYTES) {
      ctx.pipeline().remove(this);
    }
    ctx.fireChannelRead(received);
  }

  private boolean isDone(ByteBuf look) {
    while (look.isReadable()) {
      if (toSkip > 0) {
        int skipped = Math.min(toSkip, look.readableBytes());
        look.skipBytes(skipped);
        toSkip -= skipped;
      } else if (take(look)) {
        return true;
      }
    }
    return false;
  }

  /** Takes one byte of a header or a key; true if there is nothing more to look for. */
  private boolean take(ByteBuf look) {
    message[filled++] = look.readByte();
    if (filled < HEADER_BYTES) {
      return false;
    }
    int bodyBytes = ByteBuffer.wrap(message).getInt(1) - 4;
    return switch (message[0]) {
      case 'K' -> takeKey(bodyBytes);
      case 'Z', 'E' -> true;
      default -> {
        toSkip = bodyBytes;
        filled = 0;
        yield bodyBytes < 0;
      }
    };
  }

  private boolean takeKey(int bodyBytes) {
    if (bodyBytes < 1 || bodyBytes > MAX_KEY_BYTES) {
      return true;
    }
    if (filled < HEADER_BYTES + bodyBytes) {
      return false;
    }
    found.accept(ByteBuffer.wrap(Arrays.copyOfRange(message, HEADER_BYTES, filled)));
    return true;
  }
}
