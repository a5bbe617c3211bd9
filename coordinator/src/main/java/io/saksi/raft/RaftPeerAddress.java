package io.saksi.raft;

import java.util.regex.Pattern;
import org.apache.ratis.protocol.RaftPeer;

/**
 * A peer and where the others reach it.
 *
 * @param id unique in the group and never given to another data directory: 1 to 64 letters, digits,
 *     {@code _}, {@code -} and {@code .}
 * @param host name or IP address, without brackets
 * @param port 1 to 65535
 */
public record RaftPeerAddress(String id, String host, int port) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9_.:%-]{1,253}");
  private static final int MAX_PORT = 65_535;

  public RaftPeerAddress {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("'" + id + "' is no Raft peer id");
    }
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("'" + host + "' is no host name or IP address");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not between 1 and " + MAX_PORT);
    }
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  public String authority() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /**
   * The inverse of {@link #authority}.
   *
   * @throws IllegalArgumentException if it isn't one
   */
  static RaftPeerAddress parse(String id, String authority) {
    int colon = authority.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("'" + authority + "' is not host:port");
    }
    String host = authority.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new RaftPeerAddress(
        id,
        bracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(authority.substring(colon + 1)));
  }

  static RaftPeerAddress of(RaftPeer peer) {
    return parse(peer.getId().toString(), peer.getAddress());
  }

  RaftPeer toRatis() {
    return RaftPeer.newBuilder().setId(id).setAddress(authority()).build();
  }
}
