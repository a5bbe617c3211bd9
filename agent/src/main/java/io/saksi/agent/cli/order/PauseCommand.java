package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.PauseFailover;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code saksi pause}. */
@Command(
    name = "pause",
    mixinStandardHelpOptions = true,
    description = {
      "No failover begins by itself until it is resumed, or the time is over. The lease goes on: a"
          + " primary without the quorum still closes.",
    },
    footerHeading = "%n",
    footer = {
      "Examples:",
      "  saksi pause --for 30m --reason 'switch replaced in rack 2'",
      "  saksi pause --for 2h --reason 'it takes longer' --replace",
      "  saksi resume"
    })
public final class PauseCommand extends OrderCommand {
  @Option(
      names = "--for",
      paramLabel = "TIME",
      required = true,
      converter = LongTime.class,
      description = "It ends by itself after this: 90s, 30m, 2h, 1d; at most 7d.")
  private Duration length = Duration.ZERO;

  @Option(
      names = "--replace",
      description = "Takes the place of the pause that is in force, with its end and its reason.")
  private boolean replace;

  @Override
  public Integer call() {
    if (reason().isBlank()) {
      throw new CliFailure(
          ExitCode.USAGE, "a pause needs a reason", "Say why with --reason: others will wonder.");
    }
    try (OperatorClient client = new OperatorClient(options())) {
      return carryOut(
          client,
          Order.newBuilder()
              .setPause(PauseFailover.newBuilder().setForMs(length.toMillis()).setReplace(replace))
              .build());
    }
  }
}
