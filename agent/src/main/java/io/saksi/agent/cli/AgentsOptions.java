package io.saksi.agent.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which agents to ask, and for how long: the same options in every command that asks one. */
public final class AgentsOptions {
  @Option(
      names = {"-a", "--agents"},
      paramLabel = "HOST[:PORT]",
      split = ",",
      converter = AddressConverter.class,
      defaultValue = "${env:SAKSI_AGENTS:-" + OwnAgent.WORD + "}",
      description = {
        "Agents to ask, separated by commas; the first good answer counts.",
        "Default: SAKSI_AGENTS, else the agent of this host: --listen of /etc/saksi/agent.conf,"
            + " else 127.0.0.1:7400."
      })
  private List<AgentAddress> agents = new ArrayList<>();

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

  /** For the whole question, over all agents. Between {@code 50ms} and {@code 10m}. */
  public Duration timeout() {
    return timeout;
  }

  static final class AddressConverter implements ITypeConverter<AgentAddress> {
    @Override
    public AgentAddress convert(String text) {
      try {
        return text.equals(OwnAgent.WORD)
            ? OwnAgent.in(OwnAgent.OPTIONS)
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
