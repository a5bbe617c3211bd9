package io.saksi.agent.cli.order;

import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.ResumeFailover;
import picocli.CommandLine.Command;

/** {@code saksi resume}. */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    description = "Ends a pause: failovers begin by themselves again.",
    footerHeading = "%n",
    footer = {"Example:", "  saksi resume"})
public final class ResumeCommand extends OrderCommand {
  @Override
  public Integer call() {
    try (OperatorClient client = new OperatorClient(options())) {
      return carryOut(
          client, Order.newBuilder().setResume(ResumeFailover.getDefaultInstance()).build());
    }
  }
}
