package io.saksi.agent.workload;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code saksi workload}: write and measure, then check what was acknowledged. */
@Command(
    name = "workload",
    mixinStandardHelpOptions = true,
    subcommands = {RunCommand.class, CheckCommand.class},
    description = "Writes rows and measures the time without service; checks that none is lost.")
public final class WorkloadCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say which: run or check");
  }
}
