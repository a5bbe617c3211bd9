package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * What a client and its backend say to each other in the clear, as far as it takes to know when the
 * session may be ended without breaking anything off. Holds nothing up. Confined to the event loop.
 *
 * <p>At rest: the backend has said that it is outside of a transaction (ReadyForQuery, 'I'), it has
 * said so as often as it was asked to (PostgreSQL answers each Query, Sync and FunctionCall with
 * one, and the start of the session), nothing was begun since that a Sync would have to end, and
 * neither side is in the middle of a message. Then everything that the client was told is done, and
 * nothing that it sent is under way: see the manual, "Message Flow".
 *
 * <p>Every doubt is on the safe side. A Sync that PostgreSQL ignores (while it copies in, or skips
 * after an error) leaves one answer owed for ever; more answers than questions, or bytes that are
 * no messages, end the following. Such a session is never at rest, and ends when its backend does.
 */
final class Dialogue {
  private static final byte STARTUP_DONE = 'Z';
  private static final int MOST_BYTES = 1 << 30;

  private final Consumer<ByteBuffer> key;
  private final Framing fromClient = new Framing(new ClientSide());
  private final Framing fromBackend = new Framing(new BackendSide());
  private long owed = 1;
  private boolean open;
  private boolean inTransaction = true;
  private boolean lost;

  /**
   * @param key told of the process id and secret by which the session's queries are cancelled
   */
  Dialogue(Consumer<ByteBuffer> key) {
    this.key = key;
  }

  /** What the client sent after its startup packet; {@code bytes} is not moved. */
  void fromClient(ByteBuf bytes) {
    fromClient.read(bytes.duplicate());
  }

  /** What the backend sent; {@code bytes} is not moved. */
  void fromBackend(ByteBuf bytes) {
    fromBackend.read(bytes.duplicate());
  }

  /** Whether the session may be ended now. */
  boolean isAtRest() {
    return !lost
        && owed == 0
        && !open
        && !inTransaction
        && fromClient.isBetween()
        && fromBackend.isBetween();
  }

  private final class ClientSide implements Framing.Reader {
    @Override
    public int begins(byte type, int bodyBytes) {
      switch (type) {
        case 'Q', 'S', 'F' -> {
          owed++;
          open = false;
        }
        // Parse, Bind, Execute, Describe, Close: a Sync has to come.
        case 'P', 'B', 'E', 'D', 'C' -> open = true;
        // Password, Flush, CopyData, CopyDone, CopyFail: they begin nothing.
        case 'p', 'H', 'd', 'c', 'f' -> {}
        // Terminate, and what is unknown to us.
        default -> lost = true;
      }
      return bodyBytes > MOST_BYTES ? -1 : 0;
    }

    @Override
    public void ended(byte type, byte[] kept) {}
  }

  private final class BackendSide implements Framing.Reader {
    @Override
    public int begins(byte type, int bodyBytes) {
      return switch (type) {
        case 'Z' -> bodyBytes == 1 ? 1 : -1;
        // Of protocol 3.2 the longest: the process id and 256 bytes. What is longer is no key.
        case 'K' -> bodyBytes <= Framing.MOST_KEPT ? bodyBytes : 0;
        default -> bodyBytes > MOST_BYTES ? -1 : 0;
      };
    }

    @Override
    public void ended(byte type, byte[] kept) {
      if (type == STARTUP_DONE) {
        owed--;
        lost |= owed < 0;
        inTransaction = kept[0] != 'I';
      } else if (type == 'K' && kept.length > 0) {
        key.accept(ByteBuffer.wrap(Arrays.copyOf(kept, kept.length)));
      }
    }
  }
}
