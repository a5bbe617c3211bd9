package io.saksi.agent.cli.install;

import com.google.protobuf.ByteString;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.join.Token;
import io.saksi.agent.tls.Authority;
import io.saksi.core.model.Endpoint;
import io.saksi.proto.v1.EnrolReply;
import io.saksi.proto.v1.EnrolRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes this host a further node of a cluster. */
@Command(
    name = "join",
    mixinStandardHelpOptions = true,
    description = {
      "Makes this host a further node of a cluster, with a token of one that is: saksi token"
          + " create.",
      "Starts nothing, and changes nothing that is there."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  saksi join --node b --token saksi1.…",
      "  saksi join --node b --token-file token --address 10.0.0.2",
      "  saksi join --node w --token-file - --witness < token"
    })
public final class JoinCommand implements Callable<Integer> {
  private static final int LONGEST = 8_192;

  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @ArgGroup(multiplicity = "1")
  private Given given;

  @Option(names = "--witness", description = "This node has no PostgreSQL: it only votes.")
  private boolean witness;

  /** The token, on the command line or not. */
  private static final class Given {
    @Option(
        names = "--token",
        paramLabel = "TOKEN",
        description = "What saksi token create printed. Other users of this host see it meanwhile.")
    private String token;

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "A file with it; '-' reads it from the standard input.")
    private Path file;
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      NewNode fresh = new NewNode(node);
      String text = text();
      Token token = token(text);
      KeyPair pair = Authority.newKey();
      EnrolReply reply = enrol(text, token, pair);
      fresh.write(
          new NewNode.Papers(
              reply.getCluster(),
              reply.getSecret(),
              reply.getAuthorities(),
              reply.getCertificate(),
              pair.getPrivate(),
              reply.getAuthorityKey()),
          witness,
          List.of("--seed=" + seeds(token)));
      PrintWriter out = spec.commandLine().getOut();
      out.println("Node " + node.node() + " was let into cluster " + reply.getCluster() + ".");
      fresh.tellNext(out, List.of("saksi status"));
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE, "nothing was made: " + e.getMessage(), "Run it as root on the host.");
    }
  }

  private String text() throws IOException {
    if (given.token != null) {
      return given.token.strip();
    }
    return given.file.equals(Path.of("-"))
        ? new String(System.in.readNBytes(LONGEST), StandardCharsets.US_ASCII).strip()
        : Files.readString(given.file).strip();
  }

  private static Token token(String text) {
    try {
      return Token.read(text);
    } catch (IllegalArgumentException e) {
      throw new CliFailure(
          ExitCode.USAGE, e.getMessage(), "Make one on a node of the cluster: saksi token create");
    }
  }

  private static String seeds(Token token) {
    return token.agents().stream().map(Endpoint::toString).collect(Collectors.joining(","));
  }

  private EnrolReply enrol(String text, Token token, KeyPair pair)
      throws IOException, InterruptedException {
    EnrolRequest request =
        EnrolRequest.newBuilder()
            .setToken(text)
            .setNode(node.node())
            .addAllHosts(Hosts.of(node.agent().host()))
            .setPublicKey(ByteString.copyFrom(pair.getPublic().getEncoded()))
            .build();
    return new Knocking(token, spec.commandLine().getErr()).enrol(request);
  }
}
