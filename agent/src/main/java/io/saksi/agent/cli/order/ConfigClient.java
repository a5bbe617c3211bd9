package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.core.model.Configuration;
import io.saksi.proto.v1.ShowConfigurationRequest;
import io.saksi.wire.ConfigurationCodec;
import io.saksi.wire.MalformedMessage;

/** Asks for PostgreSQL's configuration. */
final class ConfigClient {
  private ConfigClient() {}

  static Configuration ask(OperatorClient client) {
    var reply =
        client.ask(stub -> stub.showConfiguration(ShowConfigurationRequest.getDefaultInstance()));
    try {
      return ConfigurationCodec.decode(reply.getConfiguration());
    } catch (MalformedMessage e) {
      throw new CliFailure(
          ExitCode.NO_ANSWER,
          "the agent's answer is not understood: " + e.getMessage(),
          "Use the saksi of the agents' version.");
    }
  }

  /** What a version said. */
  static Configuration.Content content(Configuration configuration, long number) {
    return configuration
        .content(number)
        .orElseThrow(() ->
            new CliFailure(
                ExitCode.USAGE,
                "version " + number + " is not remembered",
                "saksi config history lists those that are."));
  }
}
