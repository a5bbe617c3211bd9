package io.saksi.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where a node listens: a loopback address of its own, and ports that were free. */
record Place(String host, int agent, int raft, int postgres) {
  /**
   * @param number the last part of the address, 127.0.0.number
   */
  static Place free(int number) throws IOException {
    String host = "127.0.0." + number;
    return new Place(host, freePort(host), freePort(host), freePort(host));
  }

  static int freePort(String host) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    }
  }

  String agentAddress() {
    return host + ":" + agent;
  }

  String raftAddress() {
    return host + ":" + raft;
  }

  String postgresAddress() {
    return host + ":" + postgres;
  }
}
