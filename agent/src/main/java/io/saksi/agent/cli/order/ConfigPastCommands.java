package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.Table;
import io.saksi.core.model.Configuration;
import io.saksi.proto.v1.ChangeConfiguration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code saksi config diff}, {@code history} and {@code rollback}. */
final class ConfigPastCommands {
  private ConfigPastCommands() {}

  /** What two versions say otherwise. */
  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = "What changed from one version to another; by default, with the last change.",
      footerHeading = "%n",
      footer = {"Example:", "  saksi config diff 3 5"})
  static final class Diff extends OrderCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "FROM", description = "A version.")
    private Long from;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TO", description = "A later one.")
    private Long to;

    @Override
    public Integer call() {
      try (OperatorClient client = new OperatorClient(options())) {
        Configuration all = ConfigClient.ask(client);
        long last = to == null ? all.number() : to;
        long first = from == null ? Math.max(0, last - 1) : from;
        List<String> lines =
            ConfigText.difference(
                ConfigClient.content(all, first), ConfigClient.content(all, last));
        if (options().json()) {
          out()
              .print(
                  OperationJson.text(json -> {
                    json.beginObject();
                    json.name("from").value(first);
                    json.name("to").value(last);
                    json.name("lines").beginArray();
                    for (String line : lines) {
                      json.value(line);
                    }
                    json.endArray();
                    json.endObject();
                  }));
        } else {
          out().println("from version " + first + " to " + last + ":");
          lines.forEach(line -> out().println("  " + PlainText.of(line)));
          if (lines.isEmpty()) {
            out().println("  nothing");
          }
        }
        out().flush();
        return ExitCode.OK;
      }
    }
  }

  /** Who changed it when, and why. */
  @Command(
      name = "history",
      mixinStandardHelpOptions = true,
      description = "The versions that are remembered, newest first.",
      footerHeading = "%n",
      footer = {"Example:", "  saksi config history --json"})
  static final class History extends OrderCommand {
    @Override
    public Integer call() {
      try (OperatorClient client = new OperatorClient(options())) {
        List<Configuration.Version> versions = ConfigClient.ask(client).versions().reversed();
        if (options().json()) {
          out().print(ConfigJson.of(versions));
        } else if (versions.isEmpty()) {
          out().println("nothing was ever set");
        } else {
          table(versions).forEach(out()::println);
        }
        out().flush();
        return ExitCode.OK;
      }
    }

    private static List<String> table(List<Configuration.Version> versions) {
      return new Table(
              List.of(
                  Table.Column.right("version"),
                  Table.Column.left("at"),
                  Table.Column.left("who"),
                  Table.Column.left("from"),
                  Table.Column.left("why")),
              versions.stream()
                  .map(v ->
                      List.of(
                          Long.toString(v.number()),
                          v.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                          PlainText.of(v.by().who()),
                          PlainText.of(v.by().from()),
                          PlainText.of(v.by().why())))
                  .toList())
          .lines(Integer.MAX_VALUE);
    }
  }

  /** What an earlier version said. */
  @Command(
      name = "rollback",
      mixinStandardHelpOptions = true,
      description = "Makes a new version that says what an earlier one said.",
      footerHeading = "%n",
      footer = {"Example:", "  saksi config rollback 3 --reason 'slower than before'"})
  static final class Rollback extends ConfigCommand.Change {
    @Parameters(
        arity = "0..1",
        paramLabel = "VERSION",
        description = "Default: the one before; 0: nothing set.")
    private Long version;

    @Override
    public Integer call() {
      try (OperatorClient client = new OperatorClient(options())) {
        Configuration all = ConfigClient.ask(client);
        if (all.number() == 0) {
          throw new CliFailure(
              ExitCode.REFUSED, "nothing was ever set", "saksi config set sets something.");
        }
        long back = version == null ? all.number() - 1 : version;
        ConfigText.difference(all.content(), ConfigClient.content(all, back)).forEach(this::tell);
        return change(
            client, ChangeConfiguration.newBuilder().setReplaces(all.number()).setRollbackTo(back));
      }
    }
  }
}
