package io.saksi.agent.router;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A router in this process, led by a fake, with the clients that the tests use. */
final class TestRouter implements AutoCloseable {
  private static final long PSQL_TIMEOUT_SECONDS = 60;

  final FakeTopologySource source = new FakeTopologySource();
  final Router router;

  TestRouter(Duration maxWait, RouterLimits limits) throws IOException {
    HostPort any = new HostPort("127.0.0.1", 0);
    router = Router.start(new RouterConfig(any, any, maxWait, limits), source);
  }

  TestRouter(Duration maxWait) throws IOException {
    this(maxWait, RouterLimits.DEFAULT);
  }

  /** What psql printed, its messages included. */
  record Psql(int exit, String output) {}

  static Psql psql(int port, String sql, String... options) throws Exception {
    List<String> conninfo = new ArrayList<>(List.of("host=127.0.0.1", "port=" + port));
    conninfo.addAll(List.of("user=app", "dbname=postgres"));
    conninfo.addAll(List.of(options));
    Path output = Files.createTempFile("saksi-test-psql-", ".out");
    Process process =
        new ProcessBuilder("psql", "-X", "-At", "-d", String.join(" ", conninfo), "-c", sql)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(PSQL_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("psql does not end");
    }
    String text = Files.readString(output);
    Files.delete(output);
    return new Psql(process.exitValue(), text);
  }

  /** pgjdbc, as the user app, through this port. */
  static Connection connect(int port) throws SQLException {
    return DriverManager.getConnection(TestPostgres.url(port, "app"));
  }

  static String query(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  /** Runs something beside the test. */
  static <T> Future<T> async(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  void awaitWaiting(long sessions) throws Exception {
    Await.until(sessions + " sessions wait", () -> router.stats().waiting() == sessions);
  }

  @Override
  public void close() {
    router.close();
  }
}
