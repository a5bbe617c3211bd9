package io.saksi.chaos.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Whether nobody is there to answer, though the kernel takes the connection. */
final class Frozen {
  private static final int CONNECT_MILLIS = 1000;
  private static final int ANSWER_MILLIS = 500;

  /** HTTP/2's first words: a gRPC server that runs answers with its settings. */
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private Frozen() {}

  static boolean is(Node node) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(node.address(), Node.AGENT_PORT), CONNECT_MILLIS);
      socket.setSoTimeout(ANSWER_MILLIS);
      socket.getOutputStream().write(PREFACE);
      socket.getOutputStream().flush();
      InputStream answers = socket.getInputStream();
      return answers.read() < 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false; // refused: its kernel says that nobody listens
    }
  }
}
