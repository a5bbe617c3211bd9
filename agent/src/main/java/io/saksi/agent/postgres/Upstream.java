package io.saksi.agent.postgres;

import java.util.regex.Pattern;

/**
 * Where a standby streams from.
 *
 * @param host an IP address or a host name
 * @param port 1 to 65535
 * @param applicationName the name under which the upstream counts this standby: the node's name, or
 *     its joining name while it must not be counted
 * @param slotName the physical slot on the upstream
 */
public record Upstream(String host, int port, String applicationName, String slotName) {
  /** Nothing in these words may end a quoted value of a connection string or a setting. */
  static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:-]{1,255}");

  public Upstream {
    for (String word : new String[] {host, applicationName, slotName}) {
      if (!PLAIN.matcher(word).matches()) {
        throw new IllegalArgumentException("not usable in a connection string: '" + word + "'");
      }
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("no port: " + port);
    }
  }
}
