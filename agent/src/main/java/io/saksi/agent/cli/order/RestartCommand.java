package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.StatusClient;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MaintainNode;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.NodeOrder;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.StopPostgresRequest;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code saksi restart}. */
@Command(
    name = "restart",
    mixinStandardHelpOptions = true,
    description = {
      "Restarts PostgreSQL, one node after another: each is freed as for maintenance (the primary"
          + " by a planned switchover), stopped, started with the configuration in force, verified"
          + " and counted again before the next. Standbys come first.",
      "Broken off, it leaves at most one node in maintenance, which ends by itself: give it again."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi restart --rolling --reason 'more connections'",
      "  saksi restart c --reason 'a new library'",
      "  saksi restart --rolling --dry-run"
    })
public final class RestartCommand extends OrderCommand {
  /** Should this command be broken off. */
  private static final Duration MAINTENANCE = Duration.ofMinutes(15);

  private static final Duration STOPS_WITHIN = Duration.ofMinutes(6);

  @Parameters(arity = "0..*", paramLabel = "NODE", description = "These, in this order.")
  private List<String> nodes = new ArrayList<>();

  @Option(
      names = "--rolling",
      description = "All data nodes on which something waits for a restart.")
  private boolean rolling;

  @Option(names = "--all", description = "With --rolling: all data nodes.")
  private boolean all;

  @Option(names = "--dry-run", description = "Shows which nodes, in which order.")
  private boolean dryRun;

  @Override
  public Integer call() throws InterruptedException {
    if (rolling != nodes.isEmpty() || (all && !rolling)) {
      throw new CliFailure(
          ExitCode.USAGE, "say which nodes", "saksi restart NODE…, or saksi restart --rolling.");
    }
    if (reason().isBlank() && !dryRun) {
      throw new CliFailure(
          ExitCode.USAGE, "a restart needs a reason", "Say why with --reason: others will wonder.");
    }
    ClusterStatus status = new StatusClient(options().agents()).ask().status();
    List<String> order = rolling ? due(status) : known(status);
    if (order.isEmpty()) {
      note("nothing waits for a restart (--all restarts every node all the same)");
      return ExitCode.OK;
    }
    note("to be restarted: " + String.join(", ", order));
    if (dryRun) {
      return ExitCode.OK;
    }
    try (OperatorClient client = new OperatorClient(options())) {
      for (String node : order) {
        int code = restart(client, node);
        if (code != ExitCode.OK) {
          note(node + " was not restarted as ordered; the others were left");
          return code;
        }
      }
      return ExitCode.OK;
    }
  }

  /** Beside the operations, which programs read one after another. */
  private void note(String line) {
    PrintWriter to = options().json() ? err() : out();
    to.println(PlainText.of(line));
    to.flush();
  }

  /** Standbys first: the primary is moved off when it is its turn. */
  private List<String> due(ClusterStatus status) {
    return status.getMembersList().stream()
        .filter(m -> m.getKind() == MemberKind.MEMBER_KIND_DATA)
        .filter(m -> all || waits(m))
        .map(MemberStatus::getName)
        .sorted((a, b) -> Boolean.compare(leads(status, a), leads(status, b)))
        .toList();
  }

  private static boolean leads(ClusterStatus status, String node) {
    return status.getReign().getPrimary().equals(node);
  }

  private static boolean waits(MemberStatus member) {
    return member.getProblemsList().stream().anyMatch(p -> p.getCode().equals("RESTART_PENDING"));
  }

  private List<String> known(ClusterStatus status) {
    for (String node : nodes) {
      boolean data =
          status.getMembersList().stream()
              .anyMatch(
                  m -> m.getName().equals(node) && m.getKind() == MemberKind.MEMBER_KIND_DATA);
      if (!data) {
        throw new CliFailure(
            ExitCode.USAGE, node + " is no data node of this cluster", "saksi status lists them.");
      }
    }
    return nodes;
  }

  private int restart(OperatorClient client, String node) {
    NodeOrder of = NodeOrder.newBuilder().setNode(node).build();
    MaintainNode free =
        MaintainNode.newBuilder().setNode(node).setForMs(MAINTENANCE.toMillis()).build();
    int freed = carryOut(client, Order.newBuilder().setMaintainNode(free).build());
    if (freed != ExitCode.OK) {
      return freed;
    }
    var _ =
        client.ask(
            STOPS_WITHIN,
            stub -> stub.stopPostgres(StopPostgresRequest.newBuilder().setNode(node).build()));
    return carryOut(client, Order.newBuilder().setEndMaintenance(of).build());
  }
}
