package io.saksi.it;

import io.saksi.agent.os.UnusedPorts;
import java.io.IOException;

/** Where a node listens: a loopback address of its own, and ports that were free. */
record Place(String host, int agent, int raft, int postgres, int http) {
  /**
   * @param number the last part of the address, 127.0.0.number
   */
  static Place free(int number) throws IOException {
    String host = "127.0.0." + number;
    return new Place(
        host,
        UnusedPorts.next(host),
        UnusedPorts.next(host),
        UnusedPorts.next(host),
        UnusedPorts.next(host));
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

  String httpAddress() {
    return host + ":" + http;
  }
}
