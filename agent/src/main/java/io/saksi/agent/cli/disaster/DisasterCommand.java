package io.saksi.agent.cli.disaster;

import io.saksi.agent.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The majority of agents is gone for good. */
@Command(
    name = "disaster",
    mixinStandardHelpOptions = true,
    description = {
      "A majority of agents is gone for good: rebuilds the quorum from a survivor, and brings back"
          + " who returns.",
      "Read docs/disaster.md first. A majority that is only stopped or cut off comes back by"
          + " itself, without loss: start it, mend the network."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi disaster recover --lost a --lost b --dry-run @/etc/saksi/agent.conf",
      "  saksi disaster recover --lost a --lost b @/etc/saksi/agent.conf",
      "  saksi disaster rejoin @/etc/saksi/agent.conf",
    })
public final class DisasterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private DisasterCommand() {}

  /** With its subcommands. */
  public static CommandLine create() {
    return new CommandLine(new DisasterCommand())
        .addSubcommand(new RecoverCommand())
        .addSubcommand(new RejoinCommand());
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
