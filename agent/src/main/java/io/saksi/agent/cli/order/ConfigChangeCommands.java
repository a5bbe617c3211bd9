package io.saksi.agent.cli.order;

import io.saksi.proto.v1.ChangeConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code saksi config set} and {@code reset}. */
final class ConfigChangeCommands {
  private ConfigChangeCommands() {}

  /** Gives parameters a value. */
  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      description = "Gives parameters of PostgreSQL a value, on every node.",
      footerHeading = "%n",
      footer = {
        "Example:",
        "  saksi config set work_mem=16MB log_min_duration_statement=500 --reason 'slow queries'"
      })
  static final class Set extends ConfigCommand.Change {
    @Parameters(arity = "1..*", paramLabel = "NAME=VALUE", description = "Parameters.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Override
    public Integer call() {
      try (OperatorClient client = new OperatorClient(options())) {
        return change(client, ChangeConfiguration.newBuilder().putAllSet(values));
      }
    }
  }

  /** Takes parameters out. */
  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description = "Takes parameters out: PostgreSQL's default, or the node's own value, counts.",
      footerHeading = "%n",
      footer = {"Example:", "  saksi config reset work_mem"})
  static final class Reset extends ConfigCommand.Change {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Parameters.")
    private List<String> names = new ArrayList<>();

    @Override
    public Integer call() {
      try (OperatorClient client = new OperatorClient(options())) {
        return change(client, ChangeConfiguration.newBuilder().addAllReset(names));
      }
    }
  }
}
