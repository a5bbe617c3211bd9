package io.saksi.chaos.cluster;

import java.util.List;

/**
 * Packet filter rules in a node's network namespace, in a table of their own for each fault. What
 * is dropped on its way out is lost like any packet: TCP tries again, and tells nobody.
 */
record Rules(String table) {
  /** On loopback a node talks to itself: that is no network. */
  private static final String LINK = "eth0";

  private static final String PREFIX = "saksi_";

  static Rules of(String fault, String... parts) {
    return new Rules(
        (PREFIX + fault + "_" + String.join("_", parts)).replaceAll("[^a-zA-Z0-9_]", "_"));
  }

  /** What arrives. */
  static String in(String match, String verdict) {
    return "add rule inet TABLE in iifname \"" + LINK + "\" " + match + " " + verdict;
  }

  /** What leaves. */
  static String out(String match, String verdict) {
    return "add rule inet TABLE out oifname \"" + LINK + "\" " + match + " " + verdict;
  }

  void put(Node node, List<String> rules) throws ChaosException {
    StringBuilder script = new StringBuilder();
    script.append("add table inet TABLE\n");
    script.append("add chain inet TABLE in { type filter hook input priority -10; }\n");
    script.append("add chain inet TABLE out { type filter hook output priority -10; }\n");
    rules.forEach(rule -> script.append(rule).append('\n'));
    node.mustSay("nft -f - <<'END'\n" + script.toString().replace("TABLE", table) + "END");
  }

  boolean areIn(Node node) throws ChaosException {
    return node.bash("nft list table inet " + table).succeeded();
  }

  /** A node that is down, or was started again, has lost them with its namespace. */
  void remove(Node node) throws ChaosException {
    try {
      node.mustSay("nft 'add table inet " + table + "; delete table inet " + table + "'");
    } catch (ChaosException e) {
      if (node.isRunning()) {
        throw e;
      }
    }
  }

  /** The tables of faults that a node still has. */
  static List<String> left(Node node) throws ChaosException {
    return node.mustSay("nft list tables").lines().filter(l -> l.contains(PREFIX)).toList();
  }
}
