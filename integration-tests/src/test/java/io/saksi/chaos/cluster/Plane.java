package io.saksi.chaos.cluster;

import java.util.Set;
import java.util.stream.Collectors;

/** What travels between nodes, by the port of the side that listens. */
public enum Plane {
  AGENTS(Node.AGENT_PORT),
  RAFT(Node.RAFT_PORT),
  POSTGRES(Node.POSTGRES_PORT);

  private final int port;

  Plane(int port) {
    this.port = port;
  }

  int port() {
    return port;
  }

  /** For nftables: {@code 7400, 7401}. */
  static String ports(Set<Plane> planes) {
    return planes.stream().map(p -> Integer.toString(p.port)).collect(Collectors.joining(", "));
  }
}
