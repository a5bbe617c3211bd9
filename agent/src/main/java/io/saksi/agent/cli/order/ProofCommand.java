package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a gRPC client that is not ours sends with its orders. Asks nobody. */
@Command(
    name = "proof",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what shows an agent that one knows the cluster's secret: the value of the header",
      "saksi-proof-bin, for grpcurl and programs. Whoever has it may give orders: keep it as the"
          + " secret."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  export SAKSI_PROOF=$(saksi proof shop)",
      "  grpcurl -plaintext -expand-headers -H 'saksi-proof-bin: $${SAKSI_PROOF}' 10.0.0.1:7400 \\",
      "    saksi.v1.Operator/ListAudit"
    })
public final class ProofCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "CLUSTER", description = "The cluster's name, as saksi status shows it.")
  private String cluster;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      defaultValue = "${env:SAKSI_SECRET_FILE:-/etc/saksi/secret}",
      description = "The cluster's secret. Default: SAKSI_SECRET_FILE, else /etc/saksi/secret.")
  private Path secretFile;

  @Override
  public Integer call() {
    try {
      byte[] proof = Secret.read(secretFile).prove(cluster.getBytes(StandardCharsets.UTF_8));
      spec.commandLine().getOut().println(Base64.getEncoder().encodeToString(proof));
      spec.commandLine().getOut().flush();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          "the cluster's secret cannot be read: " + e.getMessage(),
          "Name the file that the agents were started with: --secret-file or SAKSI_SECRET_FILE.");
    }
  }
}
