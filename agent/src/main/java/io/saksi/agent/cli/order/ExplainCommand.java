package io.saksi.agent.cli.order;

import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.ExplainRequest;
import io.saksi.proto.v1.Explanation;
import io.saksi.proto.v1.NodeProblem;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code saksi explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Says why there is no failover now, who would win one, what is missing, and what is wrong: by"
          + " the rules that decide."
    },
    footerHeading = "%n",
    footer = {"Examples:", "  saksi explain", "  saksi explain --json | jq -r .winner"})
public final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions options;

  @Override
  public Integer call() {
    try (OperatorClient client = new OperatorClient(options)) {
      Explanation explanation =
          client.ask(stub -> stub.explain(ExplainRequest.getDefaultInstance()));
      PrintWriter out = spec.commandLine().getOut();
      if (options.json()) {
        out.print(json(explanation));
      } else {
        tell(explanation, out);
      }
      out.flush();
      return ExitCode.OK;
    }
  }

  private static void tell(Explanation explanation, PrintWriter out) {
    out.println(PlainText.of(explanation.getStanding()));
    section(out, "Why no failover now", explanation.getWhyNoFailoverList());
    section(
        out,
        "Who would win one",
        List.of(explanation.getWinner().isEmpty() ? "nobody" : explanation.getWinner()));
    section(out, "What is missing", explanation.getMissingList());
    section(
        out,
        "What is wrong",
        explanation.getProblemsList().stream().flatMap(ExplainCommand::lines).toList());
  }

  private static Stream<String> lines(NodeProblem problem) {
    return Stream.of(problem.getCode() + ": " + problem.getEvidence(), "  " + problem.getRemedy());
  }

  private static void section(PrintWriter out, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.println(title + ":");
      lines.forEach(line -> out.println("  " + PlainText.of(line)));
    }
  }

  private static String json(Explanation explanation) {
    return OperationJson.text(json -> {
      json.beginObject();
      json.name("standing").value(explanation.getStanding());
      json.name("winner").value(explanation.getWinner().isEmpty() ? null : explanation.getWinner());
      json.name("why_no_failover").beginArray();
      for (String reason : explanation.getWhyNoFailoverList()) {
        json.value(reason);
      }
      json.endArray().name("missing").beginArray();
      for (String missing : explanation.getMissingList()) {
        json.value(missing);
      }
      json.endArray().name("problems").beginArray();
      for (NodeProblem problem : explanation.getProblemsList()) {
        json.beginObject();
        json.name("code").value(problem.getCode());
        json.name("node").value(problem.getNode());
        json.name("evidence").value(problem.getEvidence());
        json.name("remedy").value(problem.getRemedy());
        json.endObject();
      }
      json.endArray().endObject();
    });
  }
}
