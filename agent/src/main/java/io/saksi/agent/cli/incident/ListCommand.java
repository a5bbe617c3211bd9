package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.cli.status.Table;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.ListIncidentsReply;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code saksi incident list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Every change of roles and lapse of the lease, newest first. Dates are UTC; a length of time",
      "with ~ is the difference of two nodes' clocks."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi incident list --last 5",
      "  saksi incident list --json | jq '.incidents[0].outage_ms'"
    })
final class ListCommand implements Callable<Integer> {
  private static final List<String> TITLES =
      List.of("number", "since", "what", "cause", "no service", "loss");

  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions agents;
  @Mixin private OutputOptions output;

  @Option(
      names = "--last",
      paramLabel = "NUMBER",
      defaultValue = "50",
      description = "How many. Default: 50.")
  private int last;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    ListIncidentsReply reply = new IncidentClient(agents).list();
    List<IncidentRecord> shown =
        reply.getIncidentsList().stream().limit(Math.max(0, last)).toList();
    PrintWriter out = spec.commandLine().getOut();
    List<List<String>> rows = shown.stream().map(i -> row(i, reply)).toList();
    if (output.json()) {
      out.print(IncidentJson.of(reply, shown));
    } else if (output.markdown()) {
      out.print(
          new Markdown()
              .heading(1, "Incidents of " + reply.getView().getCluster())
              .table(TITLES, rows)
              .text());
    } else {
      text(out, reply, rows);
    }
    out.flush();
    return ExitCode.OK;
  }

  private void text(PrintWriter out, ListIncidentsReply reply, List<List<String>> rows) {
    if (rows.isEmpty()) {
      out.println(
          reply.getView().hasSinceMs()
              ? "No incident since " + Phrases.at(true, reply.getView().getSinceMs())
              : "No incident, and no service yet");
    } else {
      new Table(
              List.of(
                  Table.Column.right(TITLES.get(0)),
                  Table.Column.left(TITLES.get(1)),
                  Table.Column.left(TITLES.get(2)),
                  Table.Column.left(TITLES.get(3)).dropped(1),
                  Table.Column.right(TITLES.get(4)),
                  Table.Column.left(TITLES.get(5))),
              rows)
          .lines(terminal.columns())
          .forEach(out::println);
    }
    if (reply.getDropped() > 0) {
      out.println(reply.getDropped() + " older ones are forgotten");
    }
    if (reply.getView().hasSilentSinceMs()) {
      out.println(
          "Nobody renews the lease since "
              + Phrases.at(true, reply.getView().getSilentSinceMs())
              + ": saksi status");
    }
    Phrases.doubt(reply.getView()).ifPresent(out::println);
  }

  private static List<String> row(IncidentRecord i, ListIncidentsReply reply) {
    return List.of(
        Long.toUnsignedString(i.getNumber()),
        Phrases.at(i.hasDownFromMs(), i.getDownFromMs()),
        Phrases.title(i),
        PlainText.of(i.getCause()),
        Phrases.outage(i, reply.getView()),
        Phrases.loss(i));
  }
}
