package io.saksi.agent.cli.order;

import io.saksi.agent.cli.AgentsOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command needs that gives orders. */
final class OperatorOptions {
  @Mixin private AgentsOptions agents;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      defaultValue = "${env:SAKSI_SECRET_FILE:-/etc/saksi/secret}",
      description = {
        "The cluster's secret: who can read it may give orders.",
        "Default: SAKSI_SECRET_FILE, else /etc/saksi/secret."
      })
  private Path secretFile;

  @Option(names = "--json", description = "For programs: JSON with stable names.")
  private boolean json;

  AgentsOptions agents() {
    return agents;
  }

  Path secretFile() {
    return secretFile;
  }

  boolean json() {
    return json;
  }
}
