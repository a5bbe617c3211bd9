package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.Failover;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderPreview;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code saksi failover}: forced, with possible loss. */
@Command(
    name = "failover",
    mixinStandardHelpOptions = true,
    description = {
      "Forces a standby to take over although commits may be lost. Says what is known to be lost,"
          + " and asks.",
      "Where nothing has to be lost, use switchover, or wait for the automatic failover: see"
          + " explain."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi failover b --dry-run",
      "  saksi failover b",
      "  saksi failover b --accept-data-loss 16384 --reason 'a burned down'",
      "",
      "Afterwards every other node is looked at: what left the history is suspended, its data"
          + " kept,",
      "until saksi node resume (rewinds it) or saksi node detach (it leaves, data kept).",
      "",
      "Exit status: 0 done; 1 --dry-run: not possible; 2 wrong usage; 3 no agent answered; 4"
          + " refused;",
      "5 the loss was not accepted; 6 it ended otherwise; 7 still under way;",
      "8 it is not known whether it was begun."
    })
public final class FailoverCommand extends OrderCommand {
  @Parameters(paramLabel = "NODE", description = "Who takes over, as it is.")
  private String target = "";

  @Option(
      names = "--accept-data-loss",
      paramLabel = "BYTES",
      description = "For scripts: accepts this much WAL to be lost, or: any.")
  private String accepted;

  @Option(names = "--dry-run", description = "Says what would be lost, and changes nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    try (OperatorClient client = new OperatorClient(options())) {
      OrderPreview preview = preview(client, order(0));
      if (dryRun) {
        print(preview);
        return preview.getImpossibleCount() == 0 ? ExitCode.OK : ExitCode.CLUSTER_PROBLEM;
      }
      return carryOut(client, order(preview.getImpossibleCount() > 0 ? 0 : loss(preview)));
    }
  }

  private Order order(long loss) {
    return Order.newBuilder()
        .setFailover(Failover.newBuilder().setTarget(target).setAcceptDataLossBytes(loss))
        .build();
  }

  /** What was accepted on the command line, or what was shown and typed. */
  private long loss(OrderPreview preview) {
    if (accepted != null) {
      return bytes(accepted);
    }
    confirm(
        PlainText.of(preview.getWhat())
            + "\n"
            + PlainText.of(preview.getLossDetail())
            + ".\nClients may have been told that what is lost was committed.",
        target,
        false);
    return preview.hasLossBytes() ? preview.getLossBytes() : Long.MAX_VALUE;
  }

  static long bytes(String text) {
    if (text.equals("any")) {
      return Long.MAX_VALUE;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new CliFailure(
          ExitCode.USAGE,
          "'" + PlainText.of(text) + "' is no number of bytes",
          "Give what saksi failover --dry-run says, or: any.");
    }
    return Long.parseLong(text);
  }
}
