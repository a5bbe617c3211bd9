package io.saksi.agent.postgres;

import io.saksi.core.model.Configuration;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The cluster's configuration on this node. */
public final class Configuring {
  private static final int MOST_NAMES = 20;

  /** An earlier line that a later one, or ALTER SYSTEM, makes void (manual, pg_file_settings). */
  private static final String OVERRIDDEN =
      "select distinct name from pg_file_settings where sourcefile = ? and not applied and error is"
          + " null order by name limit "
          + MOST_NAMES;

  private final Context context;
  private final GateKeeper gate;
  private final PostgresServer server;

  Configuring(Context context, PostgresServer server, GateKeeper gate) {
    this.context = context;
    this.server = server;
    this.gate = gate;
  }

  /** The version that the files are made of; empty if that cannot be told. */
  public Optional<Long> inFiles() {
    return SharedConfiguration.readIfAny(context.run().configuration())
        .map(SharedConfiguration::number);
  }

  /** Before a start. */
  public void write(SharedConfiguration wanted) throws PostgresException {
    try {
      context.files().write(wanted);
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  /**
   * On a running server: returns when it has read them. What takes a restart waits for one.
   *
   * @throws OutcomeUnknownException if it has not within the bound
   */
  public void apply(SharedConfiguration wanted, Duration bound)
      throws PostgresException, InterruptedException {
    gate.configure(wanted, bound);
  }

  /** The server lets its agent in: what it was started with works. */
  public void works() throws PostgresException {
    try {
      server.track().started();
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  /** Why this node's PostgreSQL would not take it; empty if it would. */
  public Optional<String> mistake(Configuration.Content content, Duration bound)
      throws PostgresException, InterruptedException {
    return new Trial(context).mistake(content, bound);
  }

  /** What of it is not as it says, on a running server: one line each, beginning with a code. */
  public List<String> warnings(Duration bound) throws PostgresException, InterruptedException {
    List<String> warnings = new ArrayList<>(context.sessions().with(bound, this::differences));
    try {
      server
          .track()
          .refused()
          .ifPresent(number ->
              warnings.add(
                  "CONFIGURATION_REFUSED: PostgreSQL did not start with version "
                      + number
                      + " of the configuration, and was started with the one before"));
    } catch (IOException e) {
      throw unwritten(e);
    }
    return warnings;
  }

  private List<String> differences(Connection connection) throws SQLException {
    List<String> overridden = new ArrayList<>();
    try (var statement = connection.prepareStatement(OVERRIDDEN)) {
      statement.setString(1, context.run().clusterConf().toString());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          overridden.add(rows.getString(1));
        }
      }
    }
    if (overridden.isEmpty()) {
      return List.of();
    }
    return List.of(
        "CONFIGURATION_OVERRIDDEN: set otherwise on this node, in "
            + context.config().userConfigFile()
            + " or by ALTER SYSTEM: "
            + String.join(", ", overridden));
  }

  private static PostgresException unwritten(IOException e) {
    return new PostgresException(
        "cannot write the configuration: " + e, "see the run directory and its parent", e);
  }
}
