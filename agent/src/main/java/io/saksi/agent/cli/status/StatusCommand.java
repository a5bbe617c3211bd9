package io.saksi.agent.cli.status;

import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows how the cluster is. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how the cluster is: who is primary, what commits wait for, every node.",
      "Any agent answers."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi status",
      "  saksi status --agents 10.0.0.1,10.0.0.2:7402",
      "  saksi status --json | jq -r .primary",
      "",
      "Exit status: 0 there is an open primary; 1 there is none, or nobody who can vouch for it;",
      "2 wrong usage; 3 no agent answered; 130 interrupted."
    })
public final class StatusCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions options;

  @Option(names = "--json", description = "For programs: JSON with stable names.")
  private boolean json;

  public StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    StatusAnswer answer = new StatusClient(options).ask();
    var out = spec.commandLine().getOut();
    out.print(json ? StatusJson.of(answer) : StatusText.of(answer, terminal));
    out.flush();
    return Verdict.of(answer.status()).isOpen() ? ExitCode.OK : ExitCode.CLUSTER_PROBLEM;
  }
}
