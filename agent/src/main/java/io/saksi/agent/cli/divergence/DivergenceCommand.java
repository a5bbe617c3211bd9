package io.saksi.agent.cli.divergence;

import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What nodes had that the history has not. */
@Command(
    name = "divergence",
    mixinStandardHelpOptions = true,
    description = {
      "What a former primary had that the history has not: commits that did not get through",
      "a failover. Kept on the node that had it, with the WAL that was dropped."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi divergence list --agents 10.0.0.1,10.0.0.2",
      "  saksi divergence show a-1 --agents 10.0.0.1",
      "  sudo -u postgres saksi divergence export a-1 --to /var/tmp/a-1",
      "",
      "Exit status: 0 done; 1 not there, or it cannot be done; 2 wrong usage; 3 no agent answered."
    })
public final class DivergenceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private DivergenceCommand() {}

  /** With its subcommands. */
  public static CommandLine of(Terminal terminal) {
    return new CommandLine(new DivergenceCommand())
        .addSubcommand(new ListCommand(terminal))
        .addSubcommand(new ShowCommand())
        .addSubcommand(new ExportCommand());
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
