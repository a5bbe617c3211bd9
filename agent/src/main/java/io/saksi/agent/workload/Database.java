package io.saksi.agent.workload;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Where to connect, such that nothing hangs.
 *
 * @param url a JDBC URL of PostgreSQL, of a router or of several hosts
 * @param properties user, password and what else the driver takes; they win over the URL's
 */
public record Database(String url, Properties properties) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

  public Database {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "'" + url + "' is no JDBC URL of PostgreSQL: jdbc:postgresql://host:port/database");
    }
    Properties all = new Properties();
    setUnlessInUrl(all, url, "connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
    setUnlessInUrl(all, url, "socketTimeout", Long.toString(SOCKET_TIMEOUT.toSeconds()));
    setUnlessInUrl(all, url, "tcpKeepAlive", "true");
    setUnlessInUrl(all, url, "ApplicationName", "saksi-workload");
    all.putAll(properties);
    properties = all;
  }

  public static Database of(String url) {
    return new Database(url, new Properties());
  }

  private static void setUnlessInUrl(Properties all, String url, String name, String value) {
    if (!url.contains(name + "=")) {
      all.setProperty(name, value);
    }
  }

  /** Connects; blocks for at most the timeouts of connecting and of one answer per message. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, properties);
  }
}
