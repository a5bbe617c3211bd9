package io.saksi.core.model;

import java.util.regex.Pattern;

/**
 * A host name or address, and a TCP port (1 to 65535). The host is of those characters that a name
 * or an address can have, so that it is written as {@code host:port}, read again and connected to
 * wherever it comes from.
 */
public record Endpoint(String host, int port) {
  private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:%-]{1,255}");

  public Endpoint {
    if (!HOST.matcher(host).matches() || port < 1 || port > 65535) {
      throw new IllegalArgumentException("no endpoint: '" + host + "', port " + port);
    }
  }

  /**
   * @param text {@code host:port}; an IPv6 address in brackets
   * @throws IllegalArgumentException naming the text, if it is neither
   */
  public static Endpoint parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      String host = text.substring(0, Math.max(colon, 0));
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is no HOST:PORT", e);
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
