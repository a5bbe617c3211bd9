package io.saksi.agent.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a freshly forked backend how it would authenticate: the first two messages of PostgreSQL's
 * protocol, without a password and without a session.
 */
final class GateProbe {
  private static final int PROTOCOL_3_0 = 196_608;
  private static final int AUTHENTICATION_REQUEST = 'R';
  private static final int END = -1;
  private static final int LONGEST_MESSAGE = 2_000;
  private static final int MOST_FIELDS = 50;

  private final String host;
  private final int port;

  GateProbe(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Whether a password is asked for; false where the connection is refused, for any reason. */
  boolean asksForPassword(String database, String role, Duration timeout) {
    try {
      return refusal(database, role, timeout).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What is answered instead of a request for a password; empty if that is what is answered.
   *
   * @throws IOException if nothing is answered
   */
  Optional<String> refusal(String database, String role, Duration timeout) throws IOException {
    try (Socket socket = new Socket()) {
      int millis = (int) timeout.toMillis();
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.getOutputStream().write(startupMessage(database, role));
      return switch (socket.getInputStream().read()) {
        case AUTHENTICATION_REQUEST -> Optional.empty();
        case END -> throw new IOException("it closed the connection");
        default -> Optional.of(message(socket.getInputStream().readNBytes(LONGEST_MESSAGE)));
      };
    }
  }

  /** The field of an ErrorResponse that is for people; bounded, whatever the other end sends. */
  static String message(byte[] response) {
    String text = new String(response, StandardCharsets.UTF_8);
    for (String field : text.substring(Math.min(4, text.length())).split("\0", MOST_FIELDS)) {
      if (field.startsWith("M")) {
        return field.substring(1);
      }
    }
    return "it does not speak as PostgreSQL does";
  }

  private static byte[] startupMessage(String database, String role) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String word : new String[] {"user", role, "database", database, ""}) {
      body.write(word.getBytes(StandardCharsets.UTF_8));
      body.write(0);
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(message);
    out.writeInt(body.size() + 8);
    out.writeInt(PROTOCOL_3_0);
    out.write(body.toByteArray());
    return message.toByteArray();
  }
}
