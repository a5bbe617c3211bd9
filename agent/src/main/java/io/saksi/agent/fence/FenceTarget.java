package io.saksi.agent.fence;

import io.saksi.core.model.NodeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How one node's machine is turned off.
 *
 * @param program an absolute path
 * @param calling how it is told what to do
 * @param options what it reads on its standard input beside the action
 * @param secrets options whose values are in these files, read at each run
 * @param veto a program that may refuse
 * @param bound for all attempts together, 1 s to 10 min
 * @param attempts 1 to 10
 */
public record FenceTarget(
    NodeId node,
    Path program,
    Calling calling,
    Map<String, String> options,
    Map<String, Path> secrets,
    Optional<Path> veto,
    Duration bound,
    int attempts) {
  /** Two contracts; see docs/fencing.md. */
  public enum Calling {
    /** A ClusterLabs agent: everything comes as lines of its standard input. */
    AGENT,
    /** A user's command: action and node are its arguments, the options come as above. */
    COMMAND
  }

  public FenceTarget {
    options = Map.copyOf(options);
    secrets = Map.copyOf(secrets);
  }

  /** In the order of names. */
  Map<String, String> sortedOptions() {
    return new TreeMap<>(options);
  }

  Map<String, Path> sortedSecrets() {
    return new TreeMap<>(secrets);
  }
}
