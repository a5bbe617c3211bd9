package io.saksi.agent.boot;

import io.saksi.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The name of the cluster that a home belongs to, against an operator's slip: Raft's own id tells
 * clusters apart, but an agent that was started under another name would be a stranger to its own
 * group and never say why.
 */
final class HomeCluster {
  private static final String FILE = "cluster";

  private HomeCluster() {}

  /** Before the Raft peer is made. */
  static void write(AgentConfig config) throws BootException {
    try {
      Files.writeString(file(config), config.cluster() + "\n");
    } catch (IOException e) {
      throw failed("write", config, e);
    }
  }

  /**
   * Before a Raft peer that is there is started.
   *
   * @throws BootException if it is another cluster's
   */
  static void require(AgentConfig config) throws BootException {
    try {
      String name = Files.readString(file(config)).strip();
      if (!name.equals(config.cluster())) {
        throw new BootException(
            config.home()
                + " belongs to cluster '"
                + name
                + "', not to '"
                + config.cluster()
                + "'; correct --cluster, or give this node a --home of its own.");
      }
    } catch (NoSuchFileException e) {
      write(config);
    } catch (IOException e) {
      throw failed("read", config, e);
    }
  }

  private static BootException failed(String what, AgentConfig config, IOException e) {
    return new BootException(
        "cannot " + what + " " + file(config) + ": " + e + "; see whose it is, and the disk", e);
  }

  private static Path file(AgentConfig config) {
    return config.home().resolve(FILE);
  }
}
