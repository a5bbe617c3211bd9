package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.cli.order.OperationJson;
import io.saksi.agent.cli.status.Table;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.ListIncidentsReply;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code saksi incident downtime}. */
@Command(
    name = "downtime",
    mixinStandardHelpOptions = true,
    description = {
      "The log of downtime: from, to, duration, oldest first. It counts from the last renewal of"
          + " the",
      "lease (a switchover: from the order) to the first renewal of who serves then."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi incident downtime --since 30d",
      "  saksi incident downtime --from 2026-11-01 --to 2026-12-01 --markdown"
    })
final class DowntimeCommand implements Callable<Integer> {
  private static final List<String> TITLES =
      List.of("from", "to", "duration", "kind", "cause", "incident");

  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions agents;
  @Mixin private OutputOptions output;
  @Mixin private Period period;

  DowntimeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    period.check();
    ListIncidentsReply reply = new IncidentClient(agents).list();
    Period.Span span = period.of(reply);
    Instant now = Instant.ofEpochMilli(reply.getView().getNowMs());
    List<Gap> gaps = Gap.of(reply).stream().filter(gap -> gap.touches(span, now)).toList();
    PrintWriter out = spec.commandLine().getOut();
    List<List<String>> rows = gaps.stream().map(gap -> row(gap, now)).toList();
    if (output.json()) {
      out.print(json(reply.getView(), span, gaps, now));
    } else if (output.markdown()) {
      out.print(
          new Markdown()
              .heading(1, "Downtime of " + reply.getView().getCluster())
              .line("From " + span.from() + " to " + span.to() + ".")
              .line("")
              .table(TITLES, rows)
              .text());
    } else {
      text(out, reply.getView(), span, rows);
    }
    out.flush();
    return ExitCode.OK;
  }

  private void text(PrintWriter out, HistoryView view, Period.Span span, List<List<String>> rows) {
    if (rows.isEmpty()) {
      out.println("No downtime from " + span.from() + " to " + span.to());
    } else {
      new Table(
              List.of(
                  Table.Column.left(TITLES.get(0)),
                  Table.Column.left(TITLES.get(1)),
                  Table.Column.right(TITLES.get(2)),
                  Table.Column.left(TITLES.get(3)).dropped(2),
                  Table.Column.left(TITLES.get(4)).dropped(1),
                  Table.Column.right(TITLES.get(5))),
              rows)
          .lines(terminal.columns())
          .forEach(out::println);
    }
    if (span.cut()) {
      out.println("Known only from " + span.from() + " to " + span.to());
    }
    Phrases.doubt(view).ifPresent(out::println);
  }

  private static List<String> row(Gap gap, Instant now) {
    return List.of(
        gap.from().toString(),
        gap.to().map(Instant::toString).orElse("lasts"),
        (gap.lasts() || gap.exact() ? "" : "~") + Lengths.of(gap.millis(now)),
        PlainText.of(gap.kind()),
        PlainText.of(gap.cause()),
        gap.incident() == 0 ? "" : Long.toUnsignedString(gap.incident()));
  }

  private static String json(HistoryView view, Period.Span span, List<Gap> gaps, Instant now) {
    return OperationJson.text(json -> {
      json.beginObject();
      IncidentJson.view(json, view);
      json.name("from").value(span.from().toString());
      json.name("to").value(span.to().toString());
      json.name("downtime").beginArray();
      for (Gap gap : gaps) {
        json.beginObject();
        json.name("from").value(gap.from().toString());
        json.name("to").value(gap.to().map(Instant::toString).orElse(null));
        json.name("duration_ms").value(gap.millis(now));
        json.name("kind").value(gap.kind());
        json.name("cause").value(gap.cause());
        json.name("planned").value(gap.isPlanned());
        json.name("incident");
        if (gap.incident() == 0) {
          json.nullValue();
        } else {
          json.value(gap.incident());
        }
        json.endObject();
      }
      json.endArray().endObject();
    });
  }
}
