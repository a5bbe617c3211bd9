package io.saksi.agent.cli.incident;

import io.saksi.agent.cli.AgentsOptions;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.proto.v1.GetIncidentReply;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code saksi incident show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "One incident: what was seen, who was chosen on what positions, the proof of fence, each"
          + " phase",
      "with its duration, the loss."
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi incident show 3",
      "  saksi incident show 3 --markdown > incident-3.md"
    })
final class ShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AgentsOptions agents;
  @Mixin private OutputOptions output;

  @Parameters(paramLabel = "NUMBER", description = "As saksi incident list shows it.")
  private long number;

  @Override
  public Integer call() throws InterruptedException {
    if (number < 1) {
      throw new CliFailure(
          ExitCode.USAGE, "incidents are numbered from 1", "saksi incident list shows them.");
    }
    GetIncidentReply reply = Transactions.in(new IncidentClient(agents).get(number), agents);
    var out = spec.commandLine().getOut();
    out.print(
        output.json()
            ? IncidentJson.of(reply)
            : output.markdown() ? IncidentText.markdown(reply) : IncidentText.text(reply));
    out.flush();
    return ExitCode.OK;
  }
}
