package io.saksi.agent.router;

import io.saksi.agent.os.UnusedPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL for one test: its own data directory and port, trust for everybody, and a gate
 * as the agents have it: a line in pg_hba.conf. Started as an ordinary user if the test runs as
 * root.
 */
public final class TestPostgres implements AutoCloseable {
  private static final long START_TIMEOUT_SECONDS = 60;
  private static final long STOP_TIMEOUT_SECONDS = 30;
  private static final long POLL_MS = 20;
  private static final String OPEN = "host all all all trust\nlocal all all trust\n";
  private static final String CLOSED = "host all keeper all trust\nlocal all all trust\n";

  private final Path directory;
  private final Path data;
  private final int port;
  private Process server;

  private TestPostgres(Path directory, int port) {
    this.directory = directory;
    this.data = directory.resolve("data");
    this.port = port;
  }

  /** Makes and starts one, with settings such as {@code fsync=on}; {@code name} is its own. */
  public static TestPostgres start(String name, String... settings) throws Exception {
    Path directory = Files.createTempDirectory("saksi-test-postgres-");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    TestPostgres postgres = new TestPostgres(directory, UnusedPorts.next("127.0.0.1"));
    postgres.run(
        binary("initdb"),
        "-D",
        postgres.data.toString(),
        "-U",
        "keeper",
        "--no-sync",
        "-A",
        "trust");
    List<String> lines =
        new ArrayList<>(
            List.of(
                "cluster_name=" + name,
                "port=" + postgres.port,
                "listen_addresses='127.0.0.1'",
                "unix_socket_directories=''",
                "max_connections=50",
                "shared_buffers=16MB",
                "fsync=off"));
    lines.addAll(Arrays.asList(settings));
    Files.write(postgres.data.resolve("postgresql.auto.conf"), lines);
    Files.writeString(postgres.data.resolve("pg_hba.conf"), OPEN);
    postgres.start();
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute("create role app superuser login");
    }
    return postgres;
  }

  /** Starts the server, and waits until it lets the keeper in. */
  public void start() throws Exception {
    server =
        new ProcessBuilder(asOrdinaryUser(binary("postgres"), "-D", data.toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS);
    while (true) {
      try {
        connect().close();
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > deadline || !server.isAlive()) {
          throw new IllegalStateException(Files.readString(log()), e);
        }
        Thread.sleep(POLL_MS);
      }
    }
  }

  /** Immediate shutdown: every session is cut. */
  public void stop() throws Exception {
    if (server == null || !server.isAlive()) {
      return;
    }
    run("/bin/kill", "-QUIT", Long.toString(server.pid()));
    if (!server.waitFor(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      server.destroyForcibly();
      throw new IllegalStateException("the server did not stop: " + Files.readString(log()));
    }
  }

  /** Lets only the keeper in from now on; sessions stay. */
  public void closeGate() throws Exception {
    gate(CLOSED);
  }

  public void openGate() throws Exception {
    gate(OPEN);
  }

  private void gate(String lines) throws Exception {
    Files.writeString(data.resolve("pg_hba.conf"), lines);
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      statement.execute("select pg_reload_conf()");
    }
    // The postmaster reads the file when it handles the signal: the keeper's own session does not
    // tell, a refused or admitted stranger does.
    boolean open = lines.equals(OPEN);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_TIMEOUT_SECONDS);
    while (admitsStrangers() != open) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the gate does not move: " + Files.readString(log()));
      }
      Thread.sleep(POLL_MS);
    }
  }

  private boolean admitsStrangers() {
    try {
      DriverManager.getConnection(url(port, "app")).close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** As the keeper, past the gate. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url(port, "keeper"));
  }

  /** Runs one statement as the keeper; its first column's value, if it has a result. */
  public String sql(String text) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      if (!statement.execute(text)) {
        return "";
      }
      try (var result = statement.getResultSet()) {
        return result.next() ? result.getString(1) : "";
      }
    }
  }

  /** The JDBC address for a user at a port on this machine, this server's or a router's. */
  public static String url(int port, String user) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=" + user + "&connectTimeout=10";
  }

  public int port() {
    return port;
  }

  public Path data() {
    return data;
  }

  public Path log() {
    return directory.resolve("log");
  }

  private void run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(asOrdinaryUser(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    if (!process.waitFor(START_TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(
          String.join(" ", command) + " failed: " + Files.readString(log()));
    }
  }

  private static List<String> asOrdinaryUser(String... command) {
    List<String> all = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      all.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static String binary(String name) {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(v -> v.resolve("bin").resolve(name))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder())
          .orElseThrow()
          .toString();
    } catch (IOException e) {
      throw new IllegalStateException("no PostgreSQL under /usr/lib/postgresql", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      stop();
    } catch (Exception e) {
      throw new IOException("cannot stop the server of " + directory, e);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
