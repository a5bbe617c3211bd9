package io.saksi.agent.cli.order;

import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.cli.status.Table;
import io.saksi.proto.v1.AuditRecord;
import io.saksi.proto.v1.ListAuditRequest;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code saksi audit}. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "Who ordered what, when, from where and why, and what came of it; newest first.",
    footerHeading = "%n",
    footer = {"Examples:", "  saksi audit", "  saksi audit --last 5 --json"})
public final class AuditCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions options;

  @Option(
      names = "--last",
      paramLabel = "NUMBER",
      defaultValue = "50",
      description = "How many. Default: 50.")
  private int last;

  public AuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (OperatorClient client = new OperatorClient(options)) {
      List<AuditRecord> records =
          client
              .ask(stub -> stub.listAudit(ListAuditRequest.newBuilder().setLimit(last).build()))
              .getRecordsList();
      PrintWriter out = spec.commandLine().getOut();
      if (options.json()) {
        out.print(json(records));
      } else {
        table(records).lines(terminal.columns()).forEach(out::println);
      }
      out.flush();
      return ExitCode.OK;
    }
  }

  private static Table table(List<AuditRecord> records) {
    return new Table(
        List.of(
            Table.Column.left("when"),
            Table.Column.left("who"),
            Table.Column.left("from").dropped(1),
            Table.Column.left("what"),
            Table.Column.left("why").dropped(3),
            Table.Column.left("outcome").dropped(2)),
        records.stream()
            .map(r ->
                List.of(
                    Instant.ofEpochMilli(r.getAtEpochMillis())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString(),
                    PlainText.of(r.getWho()),
                    PlainText.of(r.getFrom()),
                    PlainText.of(r.getWhat()),
                    PlainText.of(r.getWhy()),
                    PlainText.of(r.getOutcome())))
            .toList());
  }

  private static String json(List<AuditRecord> records) {
    return OperationJson.text(json -> {
      json.beginArray();
      for (AuditRecord r : records) {
        json.beginObject();
        json.name("at").value(Instant.ofEpochMilli(r.getAtEpochMillis()).toString());
        json.name("who").value(r.getWho());
        json.name("from").value(r.getFrom());
        json.name("what").value(r.getWhat());
        json.name("why").value(r.getWhy());
        json.name("outcome").value(r.getOutcome().isEmpty() ? null : r.getOutcome());
        json.name("epoch").value(r.getEpoch());
        json.name("state_version").value(r.getStateVersion());
        json.name("key").value(r.getKey());
        json.endObject();
      }
      json.endArray();
    });
  }
}
