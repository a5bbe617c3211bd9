package io.saksi.chaos.client;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** By pgjdbc. */
final class JdbcSession implements Session {
  /** Nothing hangs: a server that does not answer is given up, and what it was told is unknown. */
  private static final String TIMEOUTS = "&connectTimeout=2&socketTimeout=5&tcpKeepAlive=true";

  private final Connection connection;

  private JdbcSession(Connection connection) {
    this.connection = connection;
  }

  static JdbcSession open(String url) throws SQLException {
    return with(url + TIMEOUTS);
  }

  /** The same, for what may take a minute. */
  static JdbcSession patient(String url) throws SQLException {
    return with(url + "&connectTimeout=2&socketTimeout=60");
  }

  private static JdbcSession with(String url) throws SQLException {
    Connection connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    return new JdbcSession(connection);
  }

  private PreparedStatement prepared(String sql, long[] values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setLong(i + 1, values[i]);
    }
    return statement;
  }

  @Override
  public void update(String sql, long... values) throws SQLException {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.execute();
    }
  }

  @Override
  public List<List<Long>> rows(String sql, long... values) throws SQLException {
    List<List<Long>> rows = new ArrayList<>();
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet result = statement.executeQuery()) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Long> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(result.getLong(column));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Override
  public Optional<SQLException> commit() throws SQLException {
    connection.clearWarnings();
    connection.commit();
    return Optional.ofNullable(connection.getWarnings());
  }

  @Override
  public void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      Thread.onSpinWait(); // it was of no use any more
    }
  }
}
