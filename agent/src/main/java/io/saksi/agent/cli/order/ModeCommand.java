package io.saksi.agent.cli.order;

import com.google.gson.stream.JsonWriter;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.status.StatusClient;
import io.saksi.agent.cli.status.Table;
import io.saksi.agent.cli.status.Words;
import io.saksi.core.quorum.ModeTable;
import io.saksi.proto.v1.ChangeMode;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.Order;
import java.io.IOException;
import java.util.ArrayList;
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
                json.name("modes").beginArray();
                for (ModeTable.Row row : ModeTable.rows()) {
                  write(json, row);
                }
                json.endArray();
                json.endObject();
              }));
    } else {
      table(now).forEach(out()::println);
    }
    out().flush();
    return ExitCode.OK;
  }

  private static void write(JsonWriter json, ModeTable.Row row) throws IOException {
    json.beginObject();
    json.name("mode").value(Words.of(of(row)));
    List<String> cells = cells(row);
    json.name("commits_wait_for").value(cells.get(0));
    json.name("automatic_failover").value(cells.get(1));
    json.name("switchover").value(cells.get(2));
    json.name("forced_failover").value(cells.get(3));
    json.endObject();
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
            ModeTable.rows().stream().map(row -> line(row, now)).toList())
        .lines(Integer.MAX_VALUE);
  }

  private static List<String> line(ModeTable.Row row, Mode now) {
    List<String> line = new ArrayList<>(List.of(of(row) == now ? "*" : "", Words.of(of(row))));
    line.addAll(cells(row));
    return line;
  }

  /** In the order of the columns after the mode's. */
  private static List<String> cells(ModeTable.Row row) {
    boolean waits = row.commits() == ModeTable.Waits.FOR_THE_SYNC_SET;
    return List.of(
        waits ? "the sync set" : "nobody",
        switch (row.automatic()) {
          case WITHOUT_LOSS -> "yes, without loss";
          case NEVER -> "no";
          case WITHIN_THE_BOUND -> "with --max-lag";
        },
        waits ? "yes" : "yes, after catching up",
        switch (row.forced()) {
          case PRIMARY_GONE -> "primary gone";
          case NOBODY_ELIGIBLE -> "primary gone, nobody eligible";
          case NOBODY_WITHIN_THE_BOUND -> "primary gone; with --max-lag: and nobody within it";
        });
  }

  private static Mode of(ModeTable.Row row) {
    return switch (row.mode()) {
      case SYNC_AUTO -> Mode.MODE_SYNC_AUTO;
      case SYNC_MANUAL -> Mode.MODE_SYNC_MANUAL;
      case ASYNC -> Mode.MODE_ASYNC;
    };
  }
}
