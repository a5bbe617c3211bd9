package io.saksi.agent.cli.divergence;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.Terminal;
import io.saksi.proto.v1.Divergence;
import io.saksi.proto.v1.ListDivergencesReply;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** All that the nodes asked have kept. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists what the nodes had that the history has not. Each agent knows its own node's:",
      "name all of them. What may hold acknowledged commits is kept until you remove it."
    })
final class ListCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions options;

  @Option(names = "--json", description = "For programs: JSON with stable names.")
  private boolean json;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    DivergenceClient client = new DivergenceClient(options);
    List<ListDivergencesReply> answers = client.list();
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? json(answers, client.failures()) : text(answers));
    if (!json) {
      client
          .failures()
          .forEach((agent, why) -> out.println("not asked: " + agent + " (" + why + ")"));
    }
    out.flush();
    return ExitCode.OK;
  }

  private String text(List<ListDivergencesReply> answers) {
    StringBuilder text = new StringBuilder();
    for (ListDivergencesReply answer : answers) {
      for (Divergence d : answer.getDivergencesList()) {
        text.append(line(d)).append('\n');
      }
    }
    return text.isEmpty() ? "Nothing is kept: no divergence.\n" : text.toString();
  }

  private String line(Divergence d) {
    String separator = terminal.columns() < 100 ? "\n  " : "  ";
    String what =
        d.getReported()
            ? d.getUnacknowledged()
                + " unacknowledged, "
                + d.getPossiblyAcknowledged()
                + " possibly acknowledged"
            : "no report";
    String until =
        d.hasGoesAtMs()
            ? "kept until " + Instant.ofEpochMilli(d.getGoesAtMs())
            : "kept until you remove it";
    String copy = d.getCopy().isEmpty() ? "WAL only" : "WAL and data directory";
    return PlainText.of(d.getId())
        + "  "
        + PlainText.of(d.getWritten())
        + separator
        + what
        + separator
        + copy
        + ", "
        + until
        + separator
        + PlainText.of(d.getDirectory());
  }

  private static String json(List<ListDivergencesReply> answers, Map<AgentAddress, String> failures)
      throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setFormattingStyle(FormattingStyle.PRETTY);
      json.beginObject().name("divergences").beginArray();
      for (ListDivergencesReply answer : answers) {
        for (Divergence d : answer.getDivergencesList()) {
          write(json, answer.getNode(), d);
        }
      }
      json.endArray().name("not_asked").beginArray();
      for (Map.Entry<AgentAddress, String> failure : failures.entrySet()) {
        json.beginObject();
        json.name("agent").value(failure.getKey().toString());
        json.name("why").value(failure.getValue());
        json.endObject();
      }
      json.endArray().endObject();
    }
    return text.append('\n').toString();
  }

  private static void write(JsonWriter json, String node, Divergence d) throws IOException {
    json.beginObject();
    json.name("id").value(d.getId());
    json.name("node").value(node);
    json.name("written").value(d.getWritten().isEmpty() ? null : d.getWritten());
    json.name("reported").value(d.getReported());
    json.name("unacknowledged").value(d.getUnacknowledged());
    json.name("possibly_acknowledged").value(d.getPossiblyAcknowledged());
    json.name("directory").value(d.getDirectory());
    json.name("copy").value(d.getCopy().isEmpty() ? null : d.getCopy());
    json.name("kept_until");
    if (d.hasGoesAtMs()) {
      json.value(Instant.ofEpochMilli(d.getGoesAtMs()).toString());
    } else {
      json.nullValue();
    }
    json.endObject();
  }
}
