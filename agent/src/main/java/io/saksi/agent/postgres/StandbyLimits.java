package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a standby must have at least as large as its primary had when it wrote the WAL: with less it
 * would not start, or stop in the middle of its recovery (manual, "Hot Standby", "Administrator's
 * Overview"). A lower value that was configured since waits until the primary has it.
 */
final class StandbyLimits {
  private static final Duration BOUND = Duration.ofSeconds(10);

  /** PostgreSQL's own, but for the senders, which are ours. */
  private static final Map<String, Long> DEFAULTS =
      Map.of(
          "max_connections", 100L,
          "max_worker_processes", 8L,
          "max_wal_senders", 20L,
          "max_prepared_transactions", 0L,
          "max_locks_per_transaction", 64L);

  private final PostgresInstallation installation;
  private final InstanceConfig config;
  private final RunFiles run;

  StandbyLimits(PostgresInstallation installation, InstanceConfig config, RunFiles run) {
    this.installation = installation;
    this.config = config;
    this.run = run;
  }

  /** By name, those of which less is configured than the control file says. */
  Map<String, Long> above(ControlData control)
      throws IOException, PostgresException, InterruptedException {
    Map<String, Long> above = new TreeMap<>();
    String users = text(config.userConfigFile());
    String configured = (text(run.clusterConf()) + users).toLowerCase(Locale.ROOT);
    for (Map.Entry<String, Long> limit : control.limits().entrySet()) {
      boolean named = configured.contains(limit.getKey()) || users.contains("include");
      long has = named ? configured(limit.getKey()) : DEFAULTS.get(limit.getKey());
      if (has < limit.getValue()) {
        above.put(limit.getKey(), limit.getValue());
      }
    }
    return above;
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
  }

  /** As PostgreSQL itself reads our files. */
  private long configured(String name) throws PostgresException, InterruptedException {
    Commands.Result result =
        Commands.of(
                installation.program("postgres"),
                "-D",
                run.directory().toString(),
                "-c",
                "config_file=" + run.postgresqlConf(),
                "-C",
                name)
            .run(BOUND);
    result.orThrow("reading " + name + " of the configuration", "see " + run.postgresqlConf());
    try {
      return Long.parseLong(result.lines().getLast().strip());
    } catch (NumberFormatException e) {
      throw new PostgresException(
          "PostgreSQL says of " + name + ": " + result.tail(), "see " + run.postgresqlConf(), e);
    }
  }
}
