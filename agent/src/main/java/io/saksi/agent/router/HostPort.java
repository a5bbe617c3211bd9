package io.saksi.agent.router;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * A network address as people write it: {@code host:port}, {@code [v6]:port}. Port 0 stands for one
 * that the system chooses, where listening allows it.
 */
public record HostPort(String host, int port) {
  public HostPort {
    if (host.isBlank() || host.length() > 253) {
      throw new IllegalArgumentException("a host name has 1 to 253 characters: '" + host + "'");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port lies between 0 and 65535: " + port);
    }
  }

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException that says what is wrong with the text
   */
  public static HostPort parse(String text) {
    String trimmed = text.strip();
    int colon = trimmed.lastIndexOf(':');
    String host = colon < 0 ? "" : trimmed.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (host.isEmpty() || (host.contains(":") && !bracketed)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address: write host:port, or [address]:port for IPv6");
    }
    try {
      return new HostPort(
          bracketed ? host.substring(1, host.length() - 1) : host,
          Integer.parseInt(trimmed.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' has no port: write host:port, such as 127.0.0.1:6432", e);
    }
  }

  /** Reads addresses separated by commas; at least one. */
  public static List<HostPort> parseList(String text) {
    return Arrays.stream(text.split(",", -1)).map(HostPort::parse).toList();
  }

  /** The address to bind or connect to; looks the name up, which may block. */
  InetSocketAddress resolve() {
    return new InetSocketAddress(host, port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
