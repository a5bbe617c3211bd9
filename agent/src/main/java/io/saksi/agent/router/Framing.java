package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;

/**
 * Follows the framing of typed messages (a letter, then a length that counts itself) through any
 * cut into pieces, and keeps of each body only what is asked for.
 */
final class Framing {
  /** Told of each message. */
  interface Reader {
    /**
     * A message begins.
     *
     * @return how many bytes of its body to keep, at most {@link #MOST_KEPT}; negative if such a
     *     message cannot be here
     */
    int begins(byte type, int bodyBytes);

    /** A message has ended; {@code kept} holds what was asked for, at its beginning. */
    void ended(byte type, byte[] kept);
  }

  static final int MOST_KEPT = 260;
  private static final int HEADER_BYTES = 5;

  private final Reader reader;
  private byte[] kept = {};
  private int filled;
  private int headerBytes;
  private byte type;
  private int length;
  private int toGo;
  private boolean lost;

  Framing(Reader reader) {
    this.reader = reader;
  }

  /** Between two messages, as far as was read. */
  boolean isBetween() {
    return !lost && headerBytes == 0;
  }

  /** These bytes are no messages: nothing is told any more. */
  boolean isLost() {
    return lost;
  }

  /** Reads on; takes all bytes of {@code bytes}. */
  void read(ByteBuf bytes) {
    while (!lost && bytes.isReadable()) {
      if (headerBytes < HEADER_BYTES) {
        header(bytes.readByte());
      } else {
        body(bytes);
      }
      if (headerBytes == HEADER_BYTES && toGo == 0 && !lost) {
        headerBytes = 0;
        reader.ended(type, kept);
      }
    }
  }

  private void header(byte next) {
    if (headerBytes == 0) {
      type = next;
      length = 0;
    } else {
      length = (length << 8) | (next & 0xFF);
    }
    headerBytes++;
    if (headerBytes == HEADER_BYTES) {
      toGo = length - 4;
      int wanted = toGo < 0 ? -1 : reader.begins(type, toGo);
      lost = wanted < 0 || wanted > MOST_KEPT;
      kept = new byte[lost ? 0 : Math.min(wanted, toGo)];
      filled = 0;
    }
  }

  private void body(ByteBuf bytes) {
    int here = Math.min(toGo, bytes.readableBytes());
    int keep = Math.min(here, kept.length - filled);
    bytes.readBytes(kept, filled, keep);
    filled += keep;
    bytes.skipBytes(here - keep);
    toGo -= here;
  }
}
