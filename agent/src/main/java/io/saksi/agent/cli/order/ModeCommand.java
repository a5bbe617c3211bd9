package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.status.StatusClient;
import io.saksi.agent.cli.status.Table;
import io.saksi.agent.cli.status.Words;
import io.saksi.proto.v1.ChangeMode;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.Order;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code saksi mode}. */
@Command(
    name = "mode",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the operating mode, and which change of roles is possible in which; or sets it.",
      "A change is in force once the primary has proven it; a failover obeys the modes of the reign"
          + " that it ends."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi mode",
      "  saksi mode sync-manual --reason 'network work tonight'",
      "  saksi mode async --max-lag 16777216"
    })
public final class ModeCommand extends OrderCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "MODE",
      description = "sync-auto, sync-manual or async; shown if left out.")
  private String mode;

  @Option(
      names = "--max-lag",
      paramLabel = "BYTES",
      description =
          "async: an automatic failover may lose this much WAL; without it none begins by itself.")
  private Long maxLag;

  @Override
  public Integer call() throws InterruptedException {
    if (mode == null) {
      return show();
    }
    ChangeMode.Builder change = ChangeMode.newBuilder().setMode(parse(mode));
    if (maxLag != null) {
      change.setLagBoundBytes(maxLag);
    }
    try (OperatorClient client = new OperatorClient(options())) {
      return carryOut(client, Order.newBuilder().setMode(change).build());
    }
  }

  static Mode parse(String text) {
    for (Mode known : Mode.values()) {
      if (known != Mode.UNRECOGNIZED
          && known != Mode.MODE_UNSPECIFIED
          && Words.of(known).equals(text)) {
        return known;
      }
    }
    throw new CliFailure(
        ExitCode.USAGE, "this mode is not known", "Give sync-auto, sync-manual or async.");
  }

  private int show() throws InterruptedException {
    Mode now = new StatusClient(options().agents()).ask().status().getMode();
    if (options().json()) {
      out()
          .print(
              OperationJson.text(json -> {
                json.beginObject();
                json.name("mode").value(Words.of(now));
                json.endObject();
              }));
    } else {
      table(now).forEach(out()::println);
    }
    out().flush();
    return ExitCode.OK;
  }

  static List<String> table(Mode now) {
    return new Table(
            List.of(
                Table.Column.left(""),
                Table.Column.left("mode"),
                Table.Column.left("commits wait for"),
                Table.Column.left("automatic failover"),
                Table.Column.left("switchover"),
                Table.Column.left("forced failover")),
            List.of(
                row(
                    now,
                    Mode.MODE_SYNC_AUTO,
                    "the sync set",
                    "yes, without loss",
                    "yes",
                    "primary gone, nobody eligible"),
                row(now, Mode.MODE_SYNC_MANUAL, "the sync set", "no", "yes", "primary gone"),
                row(
                    now,
                    Mode.MODE_ASYNC,
                    "nobody",
                    "with --max-lag",
                    "yes, after catching up",
                    "primary gone")))
        .lines(Integer.MAX_VALUE);
  }

  private static List<String> row(Mode now, Mode mode, String... cells) {
    java.util.ArrayList<String> row =
        new java.util.ArrayList<>(List.of(mode == now ? "*" : "", Words.of(mode)));
    row.addAll(List.of(cells));
    return row;
  }
}
