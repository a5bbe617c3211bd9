package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.proto.v1.MaintainNode;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderPreview;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code saksi node maintenance}. */
@Command(
    name = "maintenance",
    mixinStandardHelpOptions = true,
    description = {
      "Frees a node for work on it: the primary is moved off by a switchover, no commit waits for"
          + " it, it is never elected, load balancers and routers send nobody to it. From then on"
          + " its PostgreSQL is left alone: stop and start it as you like, or switch the machine"
          + " off.",
      "It ends with --end, or by itself when its time is over: PostgreSQL is started if need be,"
          + " and the node is verified before it counts again."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi node maintenance b --for 1h --reason 'kernel update' --dry-run",
      "  saksi node maintenance b --for 1h --reason 'kernel update' --wait",
      "  saksi node maintenance b --for 3h --reason 'it takes longer' --replace",
      "  saksi node maintenance b --end --wait",
      "",
      "Exit status: 0 the node is free (--end: it is back; --dry-run: nothing stands against it);",
      "1 --dry-run: something does; 2 wrong usage; 3 no agent answered, or none leads; 4 refused;",
      "6 the primary could not be moved off: rolled back; 7 still under way; 8 it is not known"
          + " whether it was begun."
    })
final class MaintenanceCommand extends NodeCommand.OfNode {
  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = LongTime.class,
      description = "It ends by itself after this: 90s, 30m, 2h, 1d; at most 7d.")
  private Duration length;

  @Option(names = "--end", description = "The work is done: the node is to come back.")
  private boolean end;

  @Option(
      names = "--to",
      paramLabel = "NODE",
      defaultValue = "",
      description = "Where the node is the primary: who takes over. Default: the best standby.")
  private String to = "";

  @Option(
      names = "--max-outage",
      paramLabel = "TIME",
      converter = LongTime.class,
      defaultValue = "30s",
      description = "As for saksi switchover. Default: 30s.")
  private Duration maxOutage = Duration.ofSeconds(30);

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      converter = LongTime.class,
      defaultValue = "1s",
      description = "As for saksi switchover. Default: 1s.")
  private Duration drain = Duration.ofSeconds(1);

  @Option(names = "--dry-run", description = "Shows what stands against it, and changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--ignore-obstacles",
      description = "Goes on in spite of what --dry-run shows as in the way.")
  private boolean ignoreObstacles;

  @Option(
      names = "--replace",
      description = "Takes the place of the maintenance in force, with its end and its reason.")
  private boolean replace;

  @Option(
      names = "--wait",
      description = "Also waits until every other data node leads or follows (--end: every one).")
  private boolean wait;

  @Override
  public Integer call() throws InterruptedException {
    check();
    try (OperatorClient client = new OperatorClient(options())) {
      if (dryRun) {
        OrderPreview preview = preview(client, wanted());
        print(preview);
        return preview.getImpossibleCount() + preview.getObstaclesCount() == 0
            ? ExitCode.OK
            : ExitCode.CLUSTER_PROBLEM;
      }
      int code = carryOut(client, wanted());
      return code == ExitCode.OK && wait ? new Wholeness(options(), out()).await(within()) : code;
    }
  }

  private void check() {
    if (end == (length != null)) {
      throw new CliFailure(
          ExitCode.USAGE,
          "say either how long it lasts at most, or that it is over",
          "--for 1h, or --end.");
    }
    if (!end && reason().isBlank()) {
      throw new CliFailure(
          ExitCode.USAGE,
          "a maintenance needs a reason",
          "Say why with --reason: others will wonder.");
    }
  }

  private Order wanted() {
    return end
        ? Order.newBuilder().setEndMaintenance(order()).build()
        : Order.newBuilder()
            .setMaintainNode(
                MaintainNode.newBuilder()
                    .setNode(node())
                    .setForMs(length.toMillis())
                    .setTarget(to)
                    .setMaxOutageMs(maxOutage.toMillis())
                    .setDrainMs(drain.toMillis())
                    .setIgnoreObstacles(ignoreObstacles)
                    .setReplace(replace))
            .build();
  }
}
