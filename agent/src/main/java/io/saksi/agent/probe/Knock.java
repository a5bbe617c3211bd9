package io.saksi.agent.probe;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Asks a PostgreSQL whether it speaks TLS, and goes. It has to accept the connection and to fork a
 * backend for the answer, and writes no log line about it.
 */
final class Knock {
  private static final int SSL_REQUEST = 80_877_103;

  private Knock() {}

  /** Whether anything came back in time. */
  static boolean isAnswered(String host, int port, Duration bound) {
    int millis = (int) bound.toMillis();
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(millis);
      socket.connect(new InetSocketAddress(host, port), millis);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.writeInt(8);
      out.writeInt(SSL_REQUEST);
      return socket.getInputStream().read() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
