package io.saksi.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root: without a command it explains itself. */
@Command(
    name = "saksi",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Keeps one PostgreSQL primary running, without losing an acknowledged commit.",
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = false,
    footerHeading = "%n",
    footer = {
      "Processes, as services start them:",
      "  agent        Runs beside each database node, and votes.",
      "  guard        Starts the agent, and ends PostgreSQL when the lease has run out.",
      "  router       Leads clients to the primary.",
      "",
      "Examples:",
      "  saksi status",
      "  saksi status --agents 10.0.0.1,10.0.0.2,10.0.0.3",
      "  saksi switchover --dry-run",
      "  saksi help switchover",
      "",
      "Environment:",
      "  SAKSI_AGENTS       agents to ask where --agents is not given",
      "  SAKSI_TLS_DIR      your certificate, where the agents ask for one",
      "  SAKSI_SECRET_FILE  without certificates: the cluster's secret, for commands that give"
          + " orders",
      "  SAKSI_DEBUG        set: failures show where they happened",
      "  SAKSI_JAVA_OPTS    more options for the Java runtime",
      "  NO_COLOR           set: no colour",
      "",
      "Exit status:",
      "  0   in order",
      "  1   the cluster has a problem (status: no open primary)",
      "  2   wrong usage",
      "  3   no agent answered, or none leads",
      "  4   refused; nothing was changed",
      "  5   not confirmed; nothing was changed",
      "  6   it ended otherwise than ordered",
      "  7   still under way",
      "  8   it is not known whether it was begun: saksi audit",
      "  70  a fault in Saksi itself",
      "  130 interrupted"
    })
public final class SaksiCommand implements Callable<Integer> {
  private static final int HELP_COLUMNS = 100;

  @Spec private CommandSpec spec;

  private SaksiCommand() {}

  /**
   * The whole command line. Commands that talk to agents take {@link AgentsOptions} as a mixin, and
   * fail by {@link CliFailure}.
   *
   * @param commands picocli commands
   */
  public static CommandLine commandLine(Terminal terminal, Object... commands) {
    Failures failures = new Failures(terminal.debug());
    CommandLine root = new CommandLine(new SaksiCommand());
    root.addSubcommand(new HelpCommand());
    for (Object command : commands) {
      root.addSubcommand(command);
    }
    return root.setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.min(HELP_COLUMNS, Math.max(60, terminal.columns())))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(true)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }
}
