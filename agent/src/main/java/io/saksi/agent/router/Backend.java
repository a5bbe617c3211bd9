package io.saksi.agent.router;

import io.saksi.core.model.NodeId;

/** A node's PostgreSQL, as the router reaches it. */
public record Backend(NodeId node, String host, int port) {
  public Backend {
    if (host.isBlank()) {
      throw new IllegalArgumentException("the backend of node " + node + " has no host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "the backend of node " + node + " has the port " + port + ", not one of 1 to 65535");
    }
  }

  @Override
  public String toString() {
    return node + " (" + new HostPort(host, port) + ")";
  }
}
