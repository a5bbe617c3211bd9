package io.saksi.agent.workload;

import io.saksi.core.model.Moment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Looks for every acknowledged row in the table, one by one. */
public final class Verifier {
  private static final Duration CONNECT_BOUND = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int FETCH_ROWS = 10_000;

  /** So many lost rows are named. */
  private static final int NAMED_ROWS = 20;

  private Verifier() {}

  /** A row's name. */
  public record RowId(String run, int writer, long n) {}

  /**
   * @param acknowledged rows that a client was told are there
   * @param present those of them that are
   * @param lost the names of the first {@value #NAMED_ROWS} that are not, or hold something else
   * @param extra rows that are there without an acknowledgement: of unknown outcome, or of other
   *     runs
   */
  public record Report(long acknowledged, long present, List<RowId> lost, long extra) {
    public Report {
      lost = List.copyOf(lost);
    }

    /** How many acknowledged rows are not there. */
    public long lostCount() {
      return acknowledged - present;
    }
  }

  /**
   * Compares. Blocks for as long as reading the table takes; tries again for 60 s if the connection
   * fails.
   *
   * @throws SQLException if it cannot read the table, or reads a standby, which may lag
   */
  public static Report verify(Database database, Acknowledgements acknowledged)
      throws SQLException, InterruptedException {
    Moment deadline = Writer.now().plus(CONNECT_BOUND);
    while (true) {
      try (Connection connection = database.connect()) {
        return compare(connection, acknowledged);
      } catch (SQLException e) {
        boolean connectionFailed = String.valueOf(e.getSQLState()).matches("(08|57).*");
        if (!connectionFailed || !Writer.now().isBefore(deadline)) {
          throw e;
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  private static Report compare(Connection connection, Acknowledgements acknowledged)
      throws SQLException {
    connection.setAutoCommit(false);
    Map<Acknowledgements.Key, BitSet> missing = acknowledged.copy();
    long expected = count(missing);
    long rows = 0;
    try (Statement statement = connection.createStatement()) {
      refuseStandby(statement);
      if (!hasTable(statement)) {
        return new Report(expected, 0, name(missing), 0);
      }
      statement.setFetchSize(FETCH_ROWS);
      try (ResultSet row =
          statement.executeQuery("select writer, n, payload from " + Workload.TABLE)) {
        while (row.next()) {
          rows++;
          strike(missing, row.getInt(1), row.getLong(2), String.valueOf(row.getString(3)));
        }
      }
    }
    long present = expected - count(missing);
    return new Report(expected, present, name(missing), rows - present);
  }

  private static void refuseStandby(Statement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery("select pg_is_in_recovery()")) {
      result.next();
      if (result.getBoolean(1)) {
        throw new SQLException(
            "this is a standby, which may lag behind: connect to the primary", "25006");
      }
    }
  }

  /** A table that is gone is no error of the comparison: everything in it is lost. */
  private static boolean hasTable(Statement statement) throws SQLException {
    try (ResultSet result =
        statement.executeQuery("select to_regclass('" + Workload.TABLE + "') is not null")) {
      result.next();
      return result.getBoolean(1);
    }
  }

  private static void strike(
      Map<Acknowledgements.Key, BitSet> missing, int writer, long n, String payload) {
    int colon = payload.indexOf(':');
    if (colon < 0 || n < 0 || n > Integer.MAX_VALUE) {
      return;
    }
    String run = payload.substring(0, colon);
    BitSet bits = missing.get(new Acknowledgements.Key(run, writer));
    if (bits != null && payload.equals(Workload.payload(run, writer, n))) {
      bits.clear((int) n);
    }
  }

  private static long count(Map<Acknowledgements.Key, BitSet> rows) {
    return rows.values().stream().mapToLong(BitSet::cardinality).sum();
  }

  private static List<RowId> name(Map<Acknowledgements.Key, BitSet> missing) {
    List<RowId> named = new ArrayList<>();
    missing.forEach((key, bits) ->
        bits.stream()
            .limit(NAMED_ROWS - named.size())
            .forEach(n -> named.add(new RowId(key.run(), key.writer(), n))));
    return named;
  }
}
