package io.saksi.agent.cli.install;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.tls.Authority;
import io.saksi.agent.tls.Fingerprint;
import io.saksi.agent.tls.Identity;
import io.saksi.agent.tls.Pem;
import io.saksi.agent.tls.Role;
import io.saksi.agent.tls.TlsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Certificates of the cluster's authority. */
@Command(
    name = "certificate",
    mixinStandardHelpOptions = true,
    description = "Certificates for people, programs and routers.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  saksi certificate issue --role operator --name alice --out alice",
      "  saksi certificate show --tls-dir alice"
    })
public final class CertificateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private CertificateCommand() {}

  /** With its subcommands. */
  public static CommandLine create() {
    return new CommandLine(new CertificateCommand())
        .addSubcommand(new Issue())
        .addSubcommand(new Show());
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** Makes one. */
  @Command(
      name = "issue",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a key and a certificate, in a directory that is handed over. Run it on a node, as"
            + " root or the",
        "agent's user. viewer: looks. operator: switchover, pause, maintenance. admin: everything."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  saksi certificate issue --role operator --name alice --out alice",
        "  saksi certificate issue --role viewer --name router-1 --for 365d --out router-1",
        "  saksi switchover --agents 10.0.0.1 --tls-dir alice"
      })
  static final class Issue implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "viewer, operator, admin, or node.")
    private Role role;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whose it is.")
    private String name;

    @Option(
        names = "--out",
        required = true,
        paramLabel = "DIR",
        description = "A new directory for it.")
    private Path out;

    @Option(
        names = "--host",
        paramLabel = "HOST",
        description = "Of a node: an address where it is reached; repeatable.")
    private List<String> hosts = new ArrayList<>();

    @Option(
        names = "--for",
        paramLabel = "TIME",
        defaultValue = "90d",
        converter = LifeTime.class,
        description = "How long it is valid: 8h, 90d. Default: ${DEFAULT-VALUE}.")
    private Duration life;

    @Option(
        names = "--authority",
        paramLabel = "DIR",
        defaultValue = "/etc/saksi/tls",
        description = "Where ca.crt and ca.key are. Default: ${DEFAULT-VALUE}.")
    private Path authority;

    @Override
    public Integer call() {
      try {
        TlsFiles from = new TlsFiles(authority);
        Authority issuer = from.authority();
        Identity issuersOwn =
            Identity.of(Pem.certificates(from.certificate()).getFirst())
                .orElseThrow(() -> new IOException(from.certificate() + " names no cluster"));
        Identity whom = new Identity(issuersOwn.cluster(), role, name);
        if (Files.exists(out)) {
          throw new IOException(out + " is there already: name a new directory");
        }
        TlsFiles to =
            new TlsFiles(
                Files.createDirectory(
                    out,
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rwx------"))));
        to.trust(Files.readString(from.authorities()));
        X509Certificate certificate = to.issue(issuer, whom, hosts, life, Instant.now());
        spec.commandLine()
            .getOut()
            .println(whom + ": " + out + ", valid until " + certificate.getNotAfter().toInstant());
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
      } catch (IOException | IllegalArgumentException e) {
        throw new CliFailure(
            ExitCode.USAGE,
            "no certificate was made: " + e.getMessage(),
            "Run it on a node that has the authority's key, as root or the agent's user.");
      }
    }
  }

  /** Tells what is in a directory. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Whose certificate is in a directory, and until when it is valid.",
      footerHeading = "%nExamples:%n",
      footer = {"  saksi certificate show", "  saksi certificate show --tls-dir alice"})
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--tls-dir",
        paramLabel = "DIR",
        defaultValue = "/etc/saksi/tls",
        description = "Default: ${DEFAULT-VALUE}.")
    private Path directory;

    @Override
    public Integer call() {
      TlsFiles files = new TlsFiles(directory);
      try {
        X509Certificate own = Pem.certificates(files.certificate()).getFirst();
        PrintWriter out = spec.commandLine().getOut();
        out.println(
            Identity.of(own).map(i -> i + " of cluster " + i.cluster()).orElse("of no cluster"));
        out.println("valid until " + own.getNotAfter().toInstant());
        for (X509Certificate trusted : Pem.certificates(files.authorities())) {
          out.println(
              "authority "
                  + Fingerprint.of(trusted)
                  + ", valid until "
                  + trusted.getNotAfter().toInstant());
        }
        out.println(
            files.mayCertify() ? "the authority's key is here" : "the authority's key is not here");
        out.flush();
        return own.getNotAfter().toInstant().isAfter(Instant.now())
            ? ExitCode.OK
            : ExitCode.CLUSTER_PROBLEM;
      } catch (IOException e) {
        throw new CliFailure(
            ExitCode.USAGE, e.getMessage(), "Name the directory with --tls-dir; sudo may help.");
      }
    }
  }
}
