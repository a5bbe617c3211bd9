package io.saksi.agent.cli.install;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.tls.Authority;
import io.saksi.agent.tls.Fingerprint;
import io.saksi.agent.tls.Identity;
import io.saksi.agent.tls.Pem;
import io.saksi.agent.tls.Role;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the first node of a new cluster. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Makes this host the first node of a new cluster: its authority, secret, certificate and"
          + " options.",
      "Starts nothing, and changes nothing that is there."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  saksi init --cluster shop --node a",
      "  saksi init --cluster shop --node a --address 10.0.0.1 -- --vip 10.0.0.100/24@eth0",
      "  saksi init @answers    (options from a file, one a line)"
    })
public final class InitCommand implements Callable<Integer> {
  private static final int SECRET_BYTES = 32;

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Option(
      names = "--cluster",
      required = true,
      paramLabel = "NAME",
      description = "The new cluster's name.")
  private String cluster;

  @Option(
      names = "--bootstrap-sql",
      paramLabel = "FILE",
      description = "SQL for the first roles and databases, one statement a line.")
  private Path bootstrapSql;

  @Override
  public Integer call() {
    try {
      NewNode fresh = new NewNode(node);
      Instant now = Instant.now();
      Identity self = identity();
      Authority authority = Authority.create(cluster, now);
      KeyPair pair = Authority.newKey();
      X509Certificate certificate =
          authority.certify(
              pair.getPublic(), self, Hosts.of(node.agent().host()), Authority.NODE_LIFE, now);
      List<String> more = new ArrayList<>(List.of("--bootstrap"));
      if (bootstrapSql != null) {
        more.add("--bootstrap-sql=" + bootstrapSql.toAbsolutePath().normalize());
      }
      fresh.write(
          new NewNode.Papers(
              cluster,
              secret(),
              Pem.ofCertificate(authority.certificate()),
              Pem.ofCertificate(certificate) + Pem.ofCertificate(authority.certificate()),
              pair.getPrivate(),
              Pem.ofKey(authority.key())),
          false,
          more);
      tell(fresh, Fingerprint.of(authority.certificate()), certificate.getNotAfter().toInstant());
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE, "nothing was made: " + e.getMessage(), "Run it as root on the host.");
    }
  }

  private Identity identity() {
    try {
      return new Identity(cluster, Role.NODE, node.node());
    } catch (IllegalArgumentException e) {
      throw new CliFailure(ExitCode.USAGE, e.getMessage(), "Choose other names.");
    }
  }

  private void tell(NewNode fresh, String authority, Instant end) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Cluster " + cluster + " has an authority: " + authority);
    out.println(
        "Node " + node.node() + " has a certificate until " + end + "; it renews it by itself.");
    fresh.tellNext(
        out, List.of("saksi token create    # for each further node, which then runs saksi join"));
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes) + "\n";
  }
}
