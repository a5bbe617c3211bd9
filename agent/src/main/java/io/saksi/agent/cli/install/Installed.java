package io.saksi.agent.cli.install;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.config.InvalidOptions;
import io.saksi.agent.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * What a node has in its directory of configuration.
 *
 * @param directory usually {@code /etc/saksi}
 */
record Installed(Path directory) {
  Path options() {
    return directory.resolve("agent.conf");
  }

  Path secret() {
    return directory.resolve("secret");
  }

  TlsFiles tls() {
    return new TlsFiles(directory.resolve("tls"));
  }

  /**
   * There is one node on a host, and what it is stays written.
   *
   * @throws CliFailure if there is one
   */
  void requireNone() {
    for (Path file : List.of(options(), secret(), tls().directory())) {
      if (Files.exists(file)) {
        throw new CliFailure(
            ExitCode.REFUSED,
            file + " is there already: this host is a node, or was to become one",
            "See what it is: cat "
                + options()
                + "; saksi status. To begin anew, move "
                + directory
                + " away.");
      }
    }
  }

  /** What is parsed from a file of options. */
  @Command(name = "agent")
  private static final class OptionsOfAgent {
    @Mixin private final AgentOptions options = new AgentOptions();
  }

  /**
   * The options in a file, as the agent understands them.
   *
   * @throws CliFailure if it would not start with them
   */
  static AgentConfig parse(Path file) {
    OptionsOfAgent parsed = new OptionsOfAgent();
    try {
      new CommandLine(parsed).parseArgs("@" + file);
      return parsed.options.toConfig();
    } catch (CommandLine.ParameterException | InvalidOptions e) {
      throw new CliFailure(
          ExitCode.USAGE,
          PlainText.of(String.valueOf(e.getMessage())),
          "Correct the options of this command; nothing was changed.");
    }
  }

  /** This node's options. */
  AgentConfig config() {
    if (!Files.isReadable(options())) {
      throw new CliFailure(
          ExitCode.USAGE,
          options() + " cannot be read",
          "Run this on a node as root or as the user of its agent; --config-dir names another"
              + " directory.");
    }
    return parse(options());
  }

  /** Takes back what was written for a node that was not to be. */
  void remove() throws IOException {
    TlsFiles tls = tls();
    for (Path file :
        List.of(
            options(),
            options().resolveSibling("agent.conf.new"),
            secret(),
            tls.authorities(),
            tls.authorityKey(),
            tls.certificate(),
            tls.key(),
            tls.directory())) {
      Files.deleteIfExists(file);
    }
  }
}
