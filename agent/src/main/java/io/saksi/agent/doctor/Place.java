package io.saksi.agent.doctor;

import io.saksi.agent.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * This machine, and the node on it.
 *
 * @param root where {@code proc}, {@code sys} and {@code dev} are found
 * @param settings of the agent, where they are known
 */
public record Place(Path root, Optional<AgentConfig> settings) {
  public AgentConfig agent() {
    return settings.orElseThrow();
  }

  public boolean has(String path) {
    return Files.exists(root.resolve(path));
  }

  /** Bounded: what the kernel shows in a file is short. */
  public List<String> lines(String path) throws IOException {
    try (var lines = Files.lines(root.resolve(path))) {
      return lines.limit(10_000).toList();
    }
  }
}
