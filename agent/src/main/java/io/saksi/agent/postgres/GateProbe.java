package io.saksi.agent.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a freshly forked backend how it would authenticate: the first two messages of PostgreSQL's
 * protocol, without a password and without a session.
 */
final class GateProbe {
  private static final int PROTOCOL_3_0 = 196_608;
  private static final int AUTHENTICATION_REQUEST = 'R';

  private final String host;
  private final int port;

  GateProbe(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Whether a password is asked for; false where the connection is refused, for any reason. */
  boolean asksForPassword(String database, String role, Duration timeout) {
    try (Socket socket = new Socket()) {
      int millis = (int) timeout.toMillis();
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.getOutputStream().write(startupMessage(database, role));
      return socket.getInputStream().read() == AUTHENTICATION_REQUEST;
    } catch (IOException e) {
      return false;
    }
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
