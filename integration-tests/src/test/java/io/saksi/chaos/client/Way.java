package io.saksi.chaos.client;

import java.net.InetSocketAddress;
import java.sql.SQLException;

/** A way to the primary. */
@FunctionalInterface
public interface Way {
  /** A new session; blocks for some seconds at most. */
  Session open() throws SQLException;

  /** By pgjdbc. */
  static Way jdbc(String url) {
    return () -> JdbcSession.open(url);
  }

  /**
   * By libpq, which knows the way itself.
   *
   * @param relay where a psql waits for every connection that is made
   */
  static Way libpq(InetSocketAddress relay) {
    return () -> PsqlSession.open(relay);
  }
}
