package io.saksi.agent.postgres;

import io.saksi.core.model.NodeId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is fixed about an instance while its agent runs.
 *
 * @param node whose data this is
 * @param dataDirectory absolute; its parent is the instance's home and is ours: half-made and saved
 *     directories, salvaged WAL, {@code log/postgresql.log} and the user's own {@code user.conf}
 *     are there
 * @param runDirectory absolute, on tmpfs, nobody else's: the generated configuration, the gate and
 *     the Unix socket are there
 * @param listenAddress an IP address, or {@code *}
 * @param port 1 to 65535
 * @param secretFile the cluster's secret, mode 0600; the passwords of our roles derive from it
 * @param hbaRules lines of {@code pg_hba.conf} in force while the gate is not closed, after ours
 * @param parameters settings of the user; those that the agent owns are refused
 * @param archives whether the open primary archives its WAL. {@code archive_mode=always} is not
 *     offered: a standby whose archiver is late would keep everything
 */
public record InstanceConfig(
    NodeId node,
    Path dataDirectory,
    Path runDirectory,
    String listenAddress,
    int port,
    Path secretFile,
    List<String> hbaRules,
    Map<String, String> parameters,
    boolean archives) {
  public static final List<String> DEFAULT_HBA_RULES =
      List.of("local all all scram-sha-256", "host all all all scram-sha-256");

  private static final Pattern ADDRESS = Pattern.compile("\\*|[0-9.]+|[0-9a-fA-F:]+");
  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");

  public InstanceConfig {
    require(dataDirectory.isAbsolute(), "dataDirectory is not absolute: " + dataDirectory);
    require(runDirectory.isAbsolute(), "runDirectory is not absolute: " + runDirectory);
    require(dataDirectory.getParent() != null, "dataDirectory has no parent");
    require(
        !runDirectory.startsWith(dataDirectory),
        "runDirectory is inside the data directory: " + runDirectory);
    require(
        ADDRESS.matcher(listenAddress).matches(),
        "listenAddress is neither an IP address nor '*': " + listenAddress);
    require(port >= 1 && port <= 65535, "no port: " + port);
    hbaRules = List.copyOf(hbaRules);
    parameters = Map.copyOf(parameters);
    for (String rule : hbaRules) {
      HbaRules.mistake(rule)
          .ifPresent(mistake -> {
            throw new IllegalArgumentException(mistake);
          });
    }
    parameters.forEach((name, value) -> {
      require(PARAMETER.matcher(name).matches(), "no parameter name: '" + name + "'");
      require(!OwnedSettings.isOwned(name), "the agent owns '" + name + "': it cannot be given");
      require(value.chars().noneMatch(c -> c < ' '), "a control character in " + name);
    });
  }

  /** Whether logical decoding is wanted; logical slots are then kept across failovers (17+). */
  boolean decodesLogically() {
    return "logical".equals(parameters.get(OwnedSettings.WAL_LEVEL));
  }

  /** The parent of the data directory. */
  public Path home() {
    return dataDirectory.getParent();
  }

  public Path logFile() {
    return home().resolve("log").resolve("postgresql.log");
  }

  /** Settings that the user may keep beside the data directory; ours win. */
  public Path userConfigFile() {
    return home().resolve("user.conf");
  }

  /** Where this host's agent reaches its own PostgreSQL. */
  String localAddress() {
    return listenAddress.equals("*") ? "127.0.0.1" : listenAddress;
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }
}
