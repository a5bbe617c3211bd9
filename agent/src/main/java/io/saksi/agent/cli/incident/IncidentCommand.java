package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Changes of roles and downtime, as they are kept in Raft. */
@Command(
    name = "incident",
    mixinStandardHelpOptions = true,
    description = {
      "Every change of roles, and every time without service: cause and evidence, who was chosen"
          + " on",
      "what positions, proof of fence, duration of each phase, loss. Any agent answers; no secret"
          + " is",
      "needed. The last 200 are kept."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi incident list",
      "  saksi incident show 3 --markdown",
      "  saksi incident downtime --since 90d",
      "  saksi incident availability --since 30d --target 99.95",
      "",
      "Exit status: 0 done; 1 not there, or the target is missed; 2 wrong usage; 3 no agent"
          + " answered."
    })
public final class IncidentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private IncidentCommand() {}

  /** With its subcommands. */
  public static CommandLine of(Terminal terminal) {
    return new CommandLine(new IncidentCommand())
        .addSubcommand(new ListCommand(terminal))
        .addSubcommand(new ShowCommand())
        .addSubcommand(new DowntimeCommand(terminal))
        .addSubcommand(new AvailabilityCommand());
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
