package io.saksi.agent.cli.disaster;

import io.saksi.agent.access.Credentials;
import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.config.InvalidOptions;
import io.saksi.agent.config.Secret;
import io.saksi.agent.disaster.DisasterException;
import io.saksi.agent.os.FileHold;
import io.saksi.agent.peer.Channels;
import io.saksi.agent.tls.Transport;
import io.saksi.raft.RaftStartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/** Works on the home of an agent that does not run, and keeps it from being started meanwhile. */
final class StoppedAgent {
  private StoppedAgent() {}

  /** What is done there. */
  interface Work {
    int run(AgentConfig config, Channels channels)
        throws RaftStartException, DisasterException, IOException, InterruptedException;
  }

  static int run(AgentOptions options, Work work) throws InterruptedException {
    try {
      AgentConfig config = options.toConfig();
      requireOwner(config);
      Optional<FileChannel> held = FileHold.take(config.lockFile());
      if (held.isEmpty()) {
        throw new CliFailure(
            ExitCode.REFUSED,
            "an agent runs with this --home (" + config.home() + ")",
            "Stop it first: systemctl stop saksi. It shuts PostgreSQL down and lets go of"
                + " the Raft log.");
      }
      try (FileChannel _ = held.get();
          Channels channels = channels(config)) {
        return work.run(config, channels);
      }
    } catch (InvalidOptions e) {
      throw new CliFailure(
          ExitCode.USAGE,
          PlainText.of(e.getMessage()),
          "Give the agent's own options, most simply its file: @/etc/saksi/agent.conf");
    } catch (DisasterException e) {
      throw new CliFailure(ExitCode.REFUSED, PlainText.of(e.getMessage()), e.remedy());
    } catch (RaftStartException | IOException e) {
      throw new CliFailure(
          ExitCode.REFUSED,
          PlainText.of(String.valueOf(e.getMessage())),
          "What was not done is not done; run it again once this is mended.");
    }
  }

  /** Files of another user would keep the agent from starting. */
  private static void requireOwner(AgentConfig config) throws IOException {
    if (!Files.isDirectory(config.home())) {
      throw new CliFailure(
          ExitCode.USAGE, config.home() + " is not there", "Give the agent's own --home.");
    }
    String owner = Files.getOwner(config.home()).getName();
    String user = System.getProperty("user.name", "");
    if (!owner.equals(user)) {
      throw new CliFailure(
          ExitCode.REFUSED,
          config.home() + " belongs to " + owner + ", and this runs as " + user,
          "Run it as its owner: sudo -u " + owner + " saksi …");
    }
  }

  private static Channels channels(AgentConfig config) throws IOException {
    Secret secret = Secret.read(config.secretFile());
    return new Channels(
        new Credentials(
            Transport.of(config.tls()),
            secret.prove(config.cluster().getBytes(StandardCharsets.UTF_8))));
  }
}
