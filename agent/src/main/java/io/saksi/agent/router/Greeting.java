package io.saksi.agent.router;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes of a client that no backend has answered yet, kept so that they can be replayed to
 * another one. Bounded: see {@link #isFull}.
 */
final class Greeting {
  /** PostgreSQL's own limit for a startup packet (MAX_STARTUP_PACKET_LENGTH). */
  static final int MAX_PACKET_BYTES = 10_000;

  static final int CANCEL_REQUEST = 80_877_102;
  static final int SSL_REQUEST = 80_877_103;
  static final int GSS_REQUEST = 80_877_104;

  private static final int TLS_HANDSHAKE = 0x16;
  private static final int TLS_RECORD_HEADER_BYTES = 5;
  private static final int HEADER_BYTES = 8;

  private byte[] bytes = new byte[0];

  /** The packet's bytes are not those of a PostgreSQL client. */
  static final class MalformedPacket extends Exception {
    private MalformedPacket(String message) {
      super(message);
    }
  }

  void append(ByteBuf more) {
    int old = bytes.length;
    bytes = Arrays.copyOf(bytes, old + more.readableBytes());
    more.readBytes(bytes, old, bytes.length - old);
  }

  int size() {
    return bytes.length;
  }

  /** Nothing more is to be read: a client that is waited for has nothing to say. */
  boolean isFull() {
    return bytes.length >= MAX_PACKET_BYTES;
  }

  /**
   * The first packet, if it is complete; it stays until {@link #drop}.
   *
   * @throws MalformedPacket if this can be no PostgreSQL client
   */
  Optional<ClientPacket> first() throws MalformedPacket {
    if (bytes.length > 0 && bytes[0] == TLS_HANDSHAKE) {
      return firstOf(TLS_RECORD_HEADER_BYTES, b -> b.getShort(3) + TLS_RECORD_HEADER_BYTES)
          .map(ClientPacket.TlsHello::new);
    }
    Optional<ByteBuffer> packet = firstOf(4, b -> b.getInt(0));
    return packet.isEmpty() ? Optional.empty() : Optional.of(classify(packet.get()));
  }

  /** Forgets the first packet: it was answered. */
  void drop(ClientPacket packet) {
    bytes = Arrays.copyOfRange(bytes, packet.bytes().remaining(), bytes.length);
  }

  /** Takes all that is held. */
  byte[] takeAll() {
    byte[] all = bytes;
    bytes = new byte[0];
    return all;
  }

  private interface Length {
    int in(ByteBuffer buffer);
  }

  private Optional<ByteBuffer> firstOf(int headerBytes, Length length) throws MalformedPacket {
    if (bytes.length < headerBytes) {
      return Optional.empty();
    }
    int wanted = length.in(ByteBuffer.wrap(bytes));
    if (wanted < HEADER_BYTES || wanted > MAX_PACKET_BYTES) {
      throw new MalformedPacket("invalid length of startup packet");
    }
    return bytes.length < wanted
        ? Optional.empty()
        : Optional.of(ByteBuffer.wrap(Arrays.copyOf(bytes, wanted)));
  }

  private static ClientPacket classify(ByteBuffer packet) {
    return switch (packet.getInt(4)) {
      case SSL_REQUEST, GSS_REQUEST -> new ClientPacket.EncryptionRequest(packet);
      case CANCEL_REQUEST -> new ClientPacket.Cancel(packet);
      default -> new ClientPacket.Startup(packet);
    };
  }
}
