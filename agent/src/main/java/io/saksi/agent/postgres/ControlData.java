package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

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
 */
public record ControlData(
    String state,
    String systemIdentifier,
    int timeline,
    Lsn checkpoint,
    Lsn redo,
    Lsn minimumRecoveryEnd,
    int walSegmentSize,
    boolean dataChecksums) {
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);
  private static final String REMEDY =
      "see that the directory is complete and of this major version of PostgreSQL";

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
    Map<String, String> fields = new HashMap<>();
    for (String line : result.lines()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    try {
      return of(fields);
    } catch (IllegalArgumentException e) {
      throw new PostgresException(
          "pg_controldata of " + dataDirectory + " is not understood: " + e.getMessage(),
          REMEDY,
          e);
    }
  }

  private static ControlData of(Map<String, String> fields) {
    return new ControlData(
        field(fields, "Database cluster state"),
        field(fields, "Database system identifier"),
        Integer.parseInt(field(fields, "Latest checkpoint's TimeLineID")),
        Lsn.parse(field(fields, "Latest checkpoint location")),
        Lsn.parse(field(fields, "Latest checkpoint's REDO location")),
        Lsn.parse(field(fields, "Minimum recovery ending location")),
        Integer.parseInt(field(fields, "Bytes per WAL segment")),
        !field(fields, "Data page checksum version").equals("0"));
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'" + name + "' is missing");
    }
    return value;
  }
}
