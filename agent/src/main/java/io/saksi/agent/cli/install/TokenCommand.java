package io.saksi.agent.cli.install;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.status.StatusClient;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.Secret;
import io.saksi.agent.join.Token;
import io.saksi.agent.tls.Fingerprint;
import io.saksi.agent.tls.TlsFiles;
import io.saksi.agent.tls.Transport;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tokens by which hosts become nodes. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Tokens by which hosts become nodes of this cluster.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {"  saksi token create", "  saksi token create --node b --for 15m > token"})
public final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private TokenCommand() {}

  /** With its subcommands. */
  public static CommandLine create() {
    return new CommandLine(new TokenCommand()).addSubcommand(new Create());
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** Makes one. */
  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = {
        "Prints a token that lets one host in, once, as long as it lasts. Whoever has it may become"
            + " a node:",
        "hand it over as you would a password. Run it on a node, as root or the agent's user."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  saksi token create",
        "  saksi token create --node b --for 15m > token",
        "  ssh b saksi join --node b --token-file - < token"
      })
  static final class Create implements Callable<Integer> {
    private static final Duration ASKED_FOR = Duration.ofSeconds(2);

    @Spec private CommandSpec spec;

    @Option(
        names = "--node",
        paramLabel = "NAME",
        description =
            "Only for this node; the way to make a member anew, whose files are lost. Without it"
                + " the token is for any name that is not taken.")
    private String node;

    @Option(
        names = "--for",
        paramLabel = "TIME",
        defaultValue = "1h",
        converter = LifeTime.class,
        description = "How long it lasts: 15m, 1h, 1d. Default: ${DEFAULT-VALUE}.")
    private Duration life;

    @Option(
        names = "--config-dir",
        paramLabel = "DIR",
        defaultValue = "/etc/saksi",
        description = "This node's configuration. Default: ${DEFAULT-VALUE}.")
    private Path configDirectory;

    @Override
    public Integer call() throws InterruptedException {
      AgentConfig config = new Installed(configDirectory).config();
      Path directory =
          config
              .tls()
              .orElseThrow(() ->
                  new CliFailure(
                      ExitCode.REFUSED,
                      "this cluster has no certificates, and a token would go over the wire in"
                          + " clear",
                      "Give the new node the options of the others and --seed."));
      try {
        Token token =
            new Token(
                config.cluster(),
                Optional.ofNullable(node).map(name -> new NodeId(name).name()),
                Instant.now().plus(life),
                UUID.randomUUID().toString(),
                Fingerprint.of(new TlsFiles(directory).authority().certificate()),
                agents(config));
        PrintWriter out = spec.commandLine().getOut();
        out.println(token.signed(Secret.read(config.secretFile())));
        out.flush();
        return ExitCode.OK;
      } catch (IOException | IllegalArgumentException e) {
        throw new CliFailure(
            ExitCode.USAGE,
            "no token was made: " + e.getMessage(),
            "Run it on a node that has the authority's key, as root or the agent's user.");
      }
    }

    /** All that the agent here knows of: this host may be the one that is down then. */
    private static List<Endpoint> agents(AgentConfig config) throws InterruptedException {
      List<Endpoint> agents = new ArrayList<>(List.of(config.agent()));
      AgentAddress here = new AgentAddress(config.socket().toString(), 0);
      try {
        new StatusClient(List.of(here), ASKED_FOR, Transport::plain)
            .ask().status().getMembersList().stream()
                .filter(member -> member.getAgentAddressesCount() > 0)
                .map(member -> Endpoint.parse(member.getAgentAddresses(0)))
                .filter(agent -> !agents.contains(agent))
                .forEach(agents::add);
      } catch (CliFailure e) {
        throw new CliFailure(
            ExitCode.NO_ANSWER,
            "the agent of this node does not answer, and nobody would take the token",
            "Start it first: systemctl start saksi");
      }
      return agents;
    }
  }
}
