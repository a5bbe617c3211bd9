package io.saksi.agent.router;

import java.nio.ByteBuffer;

/**
 * What a client says before the session begins (PostgreSQL's manual, "Message Formats": these
 * packets carry no type byte).
 */
sealed interface ClientPacket {
  /** The packet's bytes as they came; never moved. */
  ByteBuffer bytes();

  /** SSLRequest or GSSENCRequest: answered by a single byte, then the client goes on. */
  record EncryptionRequest(ByteBuffer bytes) implements ClientPacket {}

  /** The StartupMessage; the server answers with typed messages. */
  record Startup(ByteBuffer bytes) implements ClientPacket {}

  /** A CancelRequest: closed without an answer. */
  record Cancel(ByteBuffer bytes) implements ClientPacket {
    /** The process id and the secret key, as BackendKeyData gave them. */
    ByteBuffer key() {
      return bytes.slice(8, bytes.remaining() - 8);
    }
  }

  /** TLS from the first byte ({@code sslnegotiation=direct}): its first record. */
  record TlsHello(ByteBuffer bytes) implements ClientPacket {}
}
