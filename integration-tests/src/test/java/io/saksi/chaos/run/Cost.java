package io.saksi.chaos.run;

import com.google.gson.JsonObject;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Node;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * What standing by costs one node: guard, deputy and agent together, without PostgreSQL.
 *
 * @param cpu percent of one core
 * @param residentMegabytes what is mapped and in memory, also where two of them share it
 * @param raftBytes a second, in and out on Raft's port
 * @param agentBytes a second, in and out on the agents' port
 * @param fsyncs a second; empty where they cannot be counted
 */
record Cost(
    String node,
    double cpu,
    double residentMegabytes,
    double raftBytes,
    double agentBytes,
    OptionalDouble fsyncs) {
  private static final String PIDS = "1 $(pgrep -x 'saksi-(agent|deputy)')";
  private static final String TICKS =
      "t=0; for p in "
          + PIDS
          + "; do set -- $(sed 's/.*) //' /proc/$p/stat);"
          + " t=$((t + ${12} + ${13})); done; echo $t";
  private static final String KILOBYTES =
      "for p in "
          + PIDS
          + "; do sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\) kB/\\1/p' /proc/$p/status; done"
          + " | awk '{s += $1} END {print s}'";

  /** Counts and lets through. */
  private static final String COUNT =
      "nft -f - <<'END'\n"
          + "add table inet saksi_cost\n"
          + "add chain inet saksi_cost in { type filter hook input priority 0; }\n"
          + "add chain inet saksi_cost out { type filter hook output priority 0; }\n"
          + rules("in")
          + rules("out")
          + "END";

  private static String rules(String chain) {
    StringBuilder rules = new StringBuilder();
    for (int port : new int[] {Node.RAFT_PORT, Node.AGENT_PORT}) {
      for (String side : new String[] {"sport", "dport"}) {
        rules.append(
            "add rule inet saksi_cost %s tcp %s %d counter%n".formatted(chain, side, port));
      }
    }
    return rules.toString();
  }

  static Cost measure(ContainerCluster cluster, Node node, Duration howLong) throws Exception {
    double ticksASecond = Double.parseDouble(node.bash("getconf CLK_TCK").line());
    node.bash(COUNT);
    long before = number(node, TICKS);
    long began = System.nanoTime();
    TimeUnit.NANOSECONDS.sleep(howLong.toNanos());
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = 100 * (number(node, TICKS) - before) / ticksASecond / seconds;
    double raft = bytes(node, Node.RAFT_PORT) / seconds;
    double agents = bytes(node, Node.AGENT_PORT) / seconds;
    node.bash("nft delete table inet saksi_cost");
    cluster.view().awaitWhole();
    return new Cost(
        node.name(), cpu, number(node, KILOBYTES) / 1024.0, raft, agents, Fsyncs.measure(node));
  }

  private static long bytes(Node node, int port) throws Exception {
    return number(
        node,
        "nft list table inet saksi_cost | grep 'port "
            + port
            + " '"
            + " | sed 's/.*bytes //' | awk '{s += $1} END {print s + 0}'");
  }

  private static long number(Node node, String line) throws Exception {
    return Long.parseLong(node.bash(line).line());
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("node", node);
    json.addProperty("cpu_percent_of_a_core", cpu);
    json.addProperty("resident_megabytes", residentMegabytes);
    json.addProperty("raft_bytes_per_second", raftBytes);
    json.addProperty("agent_bytes_per_second", agentBytes);
    fsyncs.ifPresent(count -> json.addProperty("fsyncs_per_second", count));
    return json;
  }

  @Override
  public String toString() {
    String disk =
        fsyncs.isPresent() ? "%.1f".formatted(fsyncs.getAsDouble()) : "(without strace, unknown)";
    return "%s: %.2f %% of a core, %.0f MB, Raft %.1f kB/s, reports %.1f kB/s, fsyncs %s/s"
        .formatted(node, cpu, residentMegabytes, raftBytes / 1000, agentBytes / 1000, disk);
  }
}
