package io.saksi.agent.cli;

import io.saksi.agent.tls.TlsFiles;
import io.saksi.agent.tls.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which agents to ask, and for how long: the same options in every command that asks one. */
public final class AgentsOptions {
  private static final Path INSTALLED = Path.of("/etc/saksi/tls");

  @Option(
      names = {"-a", "--agents"},
      paramLabel = "HOST[:PORT]",
      split = ",",
      converter = AddressConverter.class,
      defaultValue = "${env:SAKSI_AGENTS:-" + OwnAgent.WORD + "}",
      description = {
        "Agents to ask, separated by commas; the first good answer counts.",
        "Default: SAKSI_AGENTS, else the agent of this host: its socket, else --listen of"
            + " /etc/saksi/agent.conf, else 127.0.0.1:7400."
      })
  private List<AgentAddress> agents = new ArrayList<>();

  @Option(
      names = "--tls-dir",
      paramLabel = "DIR",
      defaultValue = "${env:SAKSI_TLS_DIR:-}",
      description = {
        "Your certificate and key, and the cluster's authority: tls.crt, tls.key, ca.crt.",
        "Default: SAKSI_TLS_DIR, else /etc/saksi/tls where it can be read; without any,",
        "connections are plain. The socket of the agent on this host needs none."
      })
  private String tlsDirectory = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      defaultValue = "5s",
      description = "How long to wait for an answer: 500ms, 5s. Default: 5s.")
  private Duration timeout = Duration.ofSeconds(5);

  /** Each address once, in the order given. */
  public List<AgentAddress> agents() {
    return List.copyOf(new LinkedHashSet<>(agents));
  }

  /**
   * How to connect to all but the socket on this host. Reads files.
   *
   * @throws CliFailure if the certificate cannot be used
   */
  public Transport transport() {
    try {
      return Transport.of(tlsDirectory());
    } catch (IOException e) {
      throw new CliFailure(
          ExitCode.USAGE,
          "the certificate cannot be used: " + e.getMessage(),
          "Name its directory with --tls-dir or SAKSI_TLS_DIR, or run this on a node as root.");
    }
  }

  private Optional<Path> tlsDirectory() {
    if (tlsDirectory != null && !tlsDirectory.isEmpty()) {
      return Optional.of(Path.of(tlsDirectory));
    }
    return Optional.of(INSTALLED).filter(d -> Files.isReadable(new TlsFiles(d).key()));
  }

  /** For the whole question, over all agents. Between {@code 50ms} and {@code 10m}. */
  public Duration timeout() {
    return timeout;
  }

  static final class AddressConverter implements ITypeConverter<AgentAddress> {
    @Override
    public AgentAddress convert(String text) {
      try {
        return text.equals(OwnAgent.WORD)
            ? OwnAgent.on(OwnAgent.SOCKET, OwnAgent.OPTIONS)
            : AgentAddress.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class TimeConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return TimeText.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
