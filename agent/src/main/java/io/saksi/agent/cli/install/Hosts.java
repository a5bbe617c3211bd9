package io.saksi.agent.cli.install;

import java.util.List;

/** The names in a node's certificate. */
final class Hosts {
  private Hosts() {}

  /** Its address, and what it is called on its own host. */
  static List<String> of(String address) {
    return List.of(address, "127.0.0.1", "::1", "localhost");
  }
}
