package io.saksi.agent.vip;

import io.saksi.agent.os.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Says its name to whoever connects, at any of the host's addresses, and keeps the connection. */
final class EchoHost implements AutoCloseable {
  static final int PORT = 5432;
  private static final int PATIENCE_MS = 150;

  private final ServerSocket server;
  private final byte name;

  private EchoHost(ServerSocket server, byte name) {
    this.server = server;
    this.name = name;
  }

  static EchoHost on(NetworkNamespace host, char name) throws Exception {
    return host.in(() -> {
      EchoHost echo = new EchoHost(new ServerSocket(PORT), (byte) name);
      Thread.ofPlatform().daemon().start(echo::serve);
      return echo;
    });
  }

  private void serve() {
    while (!server.isClosed()) {
      greetOne();
    }
  }

  private void greetOne() {
    try {
      Socket client = server.accept();
      client.getOutputStream().write(name);
    } catch (IOException e) {
      // Closed, or a client that has gone.
    }
  }

  /** Who answers at this address, as seen from that host; a blank if nobody does in time. */
  static char who(NetworkNamespace from, InetAddress at) throws Exception {
    return from.in(() -> ask(at, PATIENCE_MS));
  }

  static char ask(InetAddress at, int patienceMs) {
    try (Socket socket = connect(at, patienceMs)) {
      return (char) socket.getInputStream().read();
    } catch (IOException e) {
      return ' ';
    }
  }

  static Socket connect(InetAddress at) throws IOException {
    return connect(at, PATIENCE_MS);
  }

  private static Socket connect(InetAddress at, int patienceMs) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout(patienceMs);
      socket.connect(new InetSocketAddress(at, PORT), patienceMs);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
