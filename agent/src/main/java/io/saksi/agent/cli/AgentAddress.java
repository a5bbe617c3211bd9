package io.saksi.agent.cli;

/**
 * Where an agent answers: {@code host}, {@code host:port} or {@code [IPv6]:port}. IPv6 needs its
 * brackets, for {@code ::1:7400} could be either.
 *
 * @param port 1 to 65535
 */
public record AgentAddress(String host, int port) {
  /** Where agents listen for operators unless they are told otherwise. */
  public static final int DEFAULT_PORT = 7400;

  private static final int LAST_PORT = 65_535;

  /**
   * @throws IllegalArgumentException with a sentence that says what an address looks like
   */
  public static AgentAddress parse(String text) {
    String trimmed = text.strip();
    if (trimmed.startsWith("[")) {
      int end = trimmed.indexOf(']');
      if (end < 0) {
        throw notAnAddress(text);
      }
      return at(trimmed.substring(1, end), trimmed.substring(end + 1), text);
    }
    int colon = trimmed.indexOf(':');
    if (colon != trimmed.lastIndexOf(':')) {
      throw notAnAddress(text);
    }
    int end = colon < 0 ? trimmed.length() : colon;
    return at(trimmed.substring(0, end), trimmed.substring(end), text);
  }

  private static AgentAddress at(String host, String colonAndPort, String text) {
    if (host.isEmpty() || !host.chars().allMatch(AgentAddress::isOfHost)) {
      throw notAnAddress(text);
    }
    if (colonAndPort.isEmpty()) {
      return new AgentAddress(host, DEFAULT_PORT);
    }
    if (!colonAndPort.matches(":[0-9]{1,5}")) {
      throw notAnAddress(text);
    }
    int port = Integer.parseInt(colonAndPort, 1, colonAndPort.length(), 10);
    if (port < 1 || port > LAST_PORT) {
      throw notAnAddress(text);
    }
    return new AgentAddress(host, port);
  }

  private static boolean isOfHost(int c) {
    return c < 128 && (Character.isLetterOrDigit(c) || ".-_:%".indexOf(c) >= 0);
  }

  private static IllegalArgumentException notAnAddress(String text) {
    return new IllegalArgumentException(
        "'"
            + PlainText.of(text)
            + "' is no agent's address; write host:port or [IPv6]:port, for example 10.0.0.1:"
            + DEFAULT_PORT);
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
