package io.saksi.agent;

import io.saksi.agent.cli.CompletionCommand;
import io.saksi.agent.cli.RehearsalCommand;
import io.saksi.agent.cli.SaksiCommand;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.cli.disaster.DisasterCommand;
import io.saksi.agent.cli.disaster.LeaveCommand;
import io.saksi.agent.cli.divergence.DivergenceCommand;
import io.saksi.agent.cli.doctor.DoctorCommand;
import io.saksi.agent.cli.incident.IncidentCommand;
import io.saksi.agent.cli.install.AdoptCommand;
import io.saksi.agent.cli.install.CertificateCommand;
import io.saksi.agent.cli.install.InitCommand;
import io.saksi.agent.cli.install.JoinCommand;
import io.saksi.agent.cli.install.TokenCommand;
import io.saksi.agent.cli.order.AuditCommand;
import io.saksi.agent.cli.order.ConfigCommand;
import io.saksi.agent.cli.order.ExplainCommand;
import io.saksi.agent.cli.order.FailoverCommand;
import io.saksi.agent.cli.order.ModeCommand;
import io.saksi.agent.cli.order.NodeCommand;
import io.saksi.agent.cli.order.PauseCommand;
import io.saksi.agent.cli.order.ProofCommand;
import io.saksi.agent.cli.order.RestartCommand;
import io.saksi.agent.cli.order.ResumeCommand;
import io.saksi.agent.cli.order.SettingsCommand;
import io.saksi.agent.cli.order.SwitchoverCommand;
import io.saksi.agent.cli.status.StatusCommand;
import io.saksi.agent.cli.watch.WatchCommand;
import io.saksi.agent.workload.WorkloadCommand;
import picocli.CommandLine;

/**
 * The command line's entry point. The launcher starts the long-lived processes by other classes.
 */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    int code = commandLine(Terminal.ofProcess()).execute(arguments);
    System.out.flush();
    System.err.flush();
    // exit() would first set up logging, and a return would wait a second for Netty's last thread.
    Runtime.getRuntime().halt(code);
  }

  /** Every command that exists; a new one is one more line here. */
  static CommandLine commandLine(Terminal terminal) {
    return SaksiCommand.commandLine(
        terminal,
        new StatusCommand(terminal),
        new WatchCommand(),
        new ExplainCommand(),
        new SwitchoverCommand(),
        new FailoverCommand(),
        new ModeCommand(),
        new PauseCommand(),
        new ResumeCommand(),
        new NodeCommand(),
        DisasterCommand.create(),
        new DoctorCommand(),
        new SettingsCommand(),
        new ConfigCommand(),
        new RestartCommand(),
        new AuditCommand(terminal),
        new ProofCommand(),
        new InitCommand(),
        new AdoptCommand(),
        new JoinCommand(),
        new LeaveCommand(),
        TokenCommand.create(),
        CertificateCommand.create(),
        DivergenceCommand.of(terminal),
        IncidentCommand.of(terminal),
        new WorkloadCommand(),
        new CompletionCommand(),
        new RehearsalCommand(Main::commandLine));
  }
}
