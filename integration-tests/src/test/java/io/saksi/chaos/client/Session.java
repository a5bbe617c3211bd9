package io.saksi.chaos.client;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A connection, by whatever driver. The first statement after its beginning, a commit or a rollback
 * opens a transaction. Of one thread; everything blocks, for some seconds at most.
 */
public interface Session extends AutoCloseable {
  /**
   * Executes what returns nothing.
   *
   * @param sql with a question mark for each value
   */
  void update(String sql, long... values) throws SQLException;

  /** Executes what returns rows of whole numbers. */
  List<List<Long>> rows(String sql, long... values) throws SQLException;

  /**
   * @return what the server warned of; nothing where it is done without reserve
   */
  Optional<SQLException> commit() throws SQLException;

  void rollback() throws SQLException;

  @Override
  void close();
}
