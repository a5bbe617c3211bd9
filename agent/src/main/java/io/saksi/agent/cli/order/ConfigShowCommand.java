package io.saksi.agent.cli.order;

import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.StatusClient;
import io.saksi.core.model.Configuration;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code saksi config show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "The configuration in force, and where it is not as it says: what waits for a restart, what a"
          + " node sets otherwise, who has not read it."
    },
    footerHeading = "%n",
    footer = {"Examples:", "  saksi config show", "  saksi config show --version 3 --json"})
final class ConfigShowCommand extends OrderCommand {
  private static final Set<String> CODES =
      Set.of(
          "RESTART_PENDING",
          "CONFIGURATION_OVERRIDDEN",
          "CONFIGURATION_REFUSED",
          "CONFIGURATION_BEHIND");

  @Option(names = "--version", paramLabel = "N", description = "An earlier version.")
  private Long version;

  @Override
  public Integer call() throws InterruptedException {
    try (OperatorClient client = new OperatorClient(options())) {
      Configuration all = ConfigClient.ask(client);
      long number = version == null ? all.number() : version;
      Configuration.Content content = ConfigClient.content(all, number);
      List<MemberStatus> nodes =
          version == null
              ? new StatusClient(options().agents())
                  .ask().status().getMembersList().stream()
                      .filter(m -> m.getKind() == MemberKind.MEMBER_KIND_DATA)
                      .toList()
              : List.of();
      if (options().json()) {
        out().print(json(number, content, nodes));
      } else {
        header(all, number);
        ConfigText.of(content).forEach(line -> out().println(PlainText.of(line)));
        nodes.forEach(node -> tell(node, number));
      }
      out().flush();
      return ExitCode.OK;
    }
  }

  private void header(Configuration all, long number) {
    if (number == 0) {
      out().println("# nothing was ever set: saksi config set NAME=VALUE");
      return;
    }
    all.versions().stream()
        .filter(v -> v.number() == number)
        .forEach(v ->
            out()
                .println(
                    "# version "
                        + number
                        + ", "
                        + v.at().truncatedTo(ChronoUnit.SECONDS)
                        + ", by "
                        + PlainText.of(v.by().who())
                        + (v.by().why().isEmpty() ? "" : ": " + PlainText.of(v.by().why()))));
  }

  private void tell(MemberStatus node, long number) {
    if (!node.hasConfigured() || node.getConfigured() < number) {
      out()
          .println(
              "# "
                  + PlainText.of(node.getName())
                  + (node.hasConfigured()
                      ? " has version " + node.getConfigured()
                      : " does not say which version it has"));
    }
    for (ProblemStatus problem : node.getProblemsList()) {
      if (CODES.contains(problem.getCode())) {
        out()
            .println(
                "# "
                    + PlainText.of(node.getName())
                    + ": "
                    + PlainText.of(problem.getText())
                    + " ("
                    + problem.getCode()
                    + ")");
      }
    }
  }

  private static String json(long number, Configuration.Content content, List<MemberStatus> nodes) {
    return OperationJson.text(json -> {
      json.beginObject();
      json.name("version").value(number);
      ConfigJson.content(json, content);
      json.name("nodes").beginArray();
      for (MemberStatus node : nodes) {
        json.beginObject();
        json.name("name").value(node.getName());
        json.name("version").value(node.hasConfigured() ? node.getConfigured() : null);
        json.name("problems").beginArray();
        for (ProblemStatus problem : node.getProblemsList()) {
          if (CODES.contains(problem.getCode())) {
            json.beginObject();
            json.name("code").value(problem.getCode());
            json.name("text").value(problem.getText());
            json.endObject();
          }
        }
        json.endArray();
        json.endObject();
      }
      json.endArray();
      json.endObject();
    });
  }
}
