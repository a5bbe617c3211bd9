package io.saksi.agent.cli.order;

import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.ChangeConfiguration;
import io.saksi.proto.v1.Order;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code saksi config …}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = {
      "PostgreSQL's parameters and rules for clients (pg_hba.conf), the same on every node.",
      "Each change makes a new version. PostgreSQL itself is asked first, on every node, whether it"
          + " takes it. What a reload cannot change waits for a restart, and status says so.",
      "Parameters in a node's own user.conf stand above these; rules stand before a node's own."
    },
    subcommands = {
      ConfigShowCommand.class,
      ConfigChangeCommands.Set.class,
      ConfigChangeCommands.Reset.class,
      ConfigFileCommands.Rules.class,
      ConfigFileCommands.Import.class,
      ConfigFileCommands.Edit.class,
      ConfigPastCommands.Diff.class,
      ConfigPastCommands.History.class,
      ConfigPastCommands.Rollback.class
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi config show",
      "  saksi config set work_mem=16MB max_connections=200 --reason 'the new shop'",
      "  saksi config rules /root/pg_hba.conf --dry-run",
      "  saksi config diff 3 5",
      "  saksi config rollback --reason 'slower than before'"
    })
public final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** One that orders a change. */
  abstract static class Change extends OrderCommand {
    @Option(
        names = "--dry-run",
        description = "Shows what would change and whether PostgreSQL takes it; changes nothing.")
    private boolean dryRun;

    /** Gives the order, or shows what it would do. */
    final int change(OperatorClient client, ChangeConfiguration.Builder change) {
      Order order = Order.newBuilder().setConfiguration(change).build();
      if (!dryRun) {
        return carryOut(client, order);
      }
      var preview = preview(client, order);
      print(preview);
      return preview.getImpossibleCount() == 0 ? ExitCode.OK : ExitCode.CLUSTER_PROBLEM;
    }

    /** Beside the answer, so that a program gets that alone. */
    final void tell(String line) {
      err().println(PlainText.of(line));
      err().flush();
    }
  }
}
