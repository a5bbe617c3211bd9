package io.saksi.chaos.cluster;

/** A process of a node that can be killed or stopped by itself. */
public enum ProcessKind {
  /** The container's first process: its end is the container's. */
  GUARD("echo 1"),
  AGENT("pgrep -f -x '.* io[.]saksi[.]agent[.]AgentMain .*'"),
  POSTMASTER("head -n 1 " + Node.HOME + "/data/postmaster.pid"),
  /** A client's; SIGKILL to one brings all of PostgreSQL down. */
  BACKEND("pgrep -f '^postgres: .* app app .*'"),
  WAL_RECEIVER("pgrep -f '^postgres: .*walreceiver'");

  private final String finder;

  ProcessKind(String finder) {
    this.finder = finder;
  }

  /** A line of bash that prints its number. */
  String finder() {
    return finder;
  }
}
