package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code pg_controldata} says about a data directory.
 *
 * @param state for example {@code shut down}, {@code shut down in recovery}, {@code in production}
 * @param systemIdentifier unsigned, as text
 * @param timeline of the latest checkpoint
 * @param checkpoint where the latest checkpoint's record begins
 * @param redo where recovery from it begins
 * @param minimumRecoveryEnd a standby's data is consistent from here on; {@link Lsn#ZERO} on a
 *     primary
 * @param walSegmentSize bytes
 * @param dataChecksums whether pages carry checksums
 * @param limits what a standby must have at least as large, by the names of the settings
 */
public record ControlData(
    String state,
    String systemIdentifier,
    int timeline,
    Lsn checkpoint,
    Lsn redo,
    Lsn minimumRecoveryEnd,
    int walSegmentSize,
    boolean dataChecksums,
    Map<String, Long> limits) {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
  private static final String REMEDY =
      "see that the directory is complete and of this major version of PostgreSQL";

  /** By the control file's names for them (manual, "Hot Standby", "Administrator's Overview"). */
  private static final Map<String, String> LIMITS =
      Map.of(
          "max_connections setting", "max_connections",
          "max_worker_processes setting", "max_worker_processes",
          "max_wal_senders setting", "max_wal_senders",
          "max_prepared_xacts setting", "max_prepared_transactions",
          "max_locks_per_xact setting", "max_locks_per_transaction");

  private static final Set<String> READ =
      Set.of(
          "Database cluster state",
          "Database system identifier",
          "Latest checkpoint's TimeLineID",
          "Latest checkpoint location",
          "Latest checkpoint's REDO location",
          "Minimum recovery ending location",
          "Bytes per WAL segment",
          "Data page checksum version");

  public boolean cleanlyShutDown() {
    return state.equals("shut down") || state.equals("shut down in recovery");
  }

  /**
   * Reads the control file; it may be of a running instance. Blocks for the program that reads it,
   * at most 10 s.
   *
   * @throws PostgresException if it cannot be read, or understood
   */
  public static ControlData read(PostgresInstallation installation, Path dataDirectory)
      throws PostgresException, InterruptedException {
    Commands.Result result =
        Commands.of(installation.program("pg_controldata"), "-D", dataDirectory.toString())
            .run(READ_TIMEOUT);
    result.orThrow("reading the control file of " + dataDirectory, REMEDY);
    try {
      return parse(result.lines());
    } catch (IllegalArgumentException e) {
      throw new PostgresException(
          "pg_controldata of " + dataDirectory + " is not understood: " + e.getMessage(),
          REMEDY,
          e);
    }
  }

  /**
   * Reads what the program printed. It ends well where the file's checksum is wrong, and only warns
   * that what it prints is not to be trusted.
   *
   * @throws IllegalArgumentException also then
   */
  static ControlData parse(List<String> lines) {
    Map<String, String> fields = new HashMap<>();
    for (String line : lines) {
      if (line.toLowerCase(Locale.ROOT).contains("warning:")) {
        throw new IllegalArgumentException(line);
      }
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon));
      if ((READ.contains(name) || LIMITS.containsKey(name))
          && fields.put(name, line.substring(colon + 1).strip()) != null) {
        throw new IllegalArgumentException("'" + name + "' is there twice");
      }
    }
    return of(fields);
  }

  private static ControlData of(Map<String, String> fields) {
    return new ControlData(
        field(fields, "Database cluster state"),
        field(fields, "Database system identifier"),
        number(fields, "Latest checkpoint's TimeLineID", 1, Integer.MAX_VALUE),
        Lsn.parse(field(fields, "Latest checkpoint location")),
        Lsn.parse(field(fields, "Latest checkpoint's REDO location")),
        Lsn.parse(field(fields, "Minimum recovery ending location")),
        segmentSize(number(fields, "Bytes per WAL segment", 1 << 20, 1 << 30)),
        !field(fields, "Data page checksum version").equals("0"),
        limits(fields));
  }

  private static Map<String, Long> limits(Map<String, String> fields) {
    Map<String, Long> limits = new TreeMap<>();
    LIMITS.forEach((field, setting) ->
        limits.put(setting, (long) number(fields, field, 0, Integer.MAX_VALUE)));
    return Map.copyOf(limits);
  }

  private static int segmentSize(int bytes) {
    if (Integer.bitCount(bytes) != 1) {
      throw new IllegalArgumentException("no size of a WAL segment: " + bytes);
    }
    return bytes;
  }

  private static int number(Map<String, String> fields, String name, int least, int most) {
    int number = Integer.parseInt(field(fields, name));
    if (number < least || number > most) {
      throw new IllegalArgumentException("'" + name + "' is " + number);
    }
    return number;
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }
}
