package io.saksi.agent.postgres;

import io.saksi.agent.os.UnusedPorts;
import io.saksi.core.model.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One instance with its directories, on a port of its own. */
final class TestNode implements AutoCloseable {
  static final String ADDRESS = "127.0.0.1";
  static final Duration BOUND = Duration.ofSeconds(30);

  final NodeId id;
  final PostgresInstance postgres;

  private TestNode(NodeId id, PostgresInstance postgres) {
    this.id = id;
    this.postgres = postgres;
  }

  static TestNode in(Path root, String name) throws Exception {
    return in(root, name, false);
  }

  static TestNode in(Path root, String name, boolean archives) throws Exception {
    return in(root, name, UnusedPorts.next(ADDRESS), RejoinWatch.NONE, archives);
  }

  static TestNode in(Path root, String name, int port, RejoinWatch watch) throws Exception {
    return in(root, name, port, watch, false);
  }

  private static TestNode in(Path root, String name, int port, RejoinWatch watch, boolean archives)
      throws Exception {
    Path secret = root.resolve("secret");
    if (!Files.exists(secret)) {
      DurableFiles.write(secret, "a secret of enough characters\n");
    }
    Path home = Files.createDirectories(root.resolve(name));
    NodeId id = new NodeId(name);
    InstanceConfig config =
        new InstanceConfig(
            id,
            home.resolve("data"),
            home.resolve("run"),
            ADDRESS,
            port,
            secret,
            InstanceConfig.DEFAULT_HBA_RULES,
            Map.of("shared_buffers", "16MB", "max_connections", "40"),
            archives);
    return new TestNode(
        id, PostgresInstance.of(TestCluster.installation(), config, RejoinOptions.DEFAULT, watch));
  }

  int port() {
    return postgres.config().port();
  }

  Path data() {
    return postgres.config().dataDirectory();
  }

  Upstream upstreamFor(TestNode standby) {
    return new Upstream(ADDRESS, port(), standby.id.name(), standby.id.slotName());
  }

  void startPrimary() throws Exception {
    postgres.allowMembers(List.of(ADDRESS), BOUND);
    postgres.start(new StartMode.Primary(new SyncSetting.Nobody()), BOUND);
  }

  /** Clones from the primary, starts, and streams under this node's name. */
  void joinAsStandbyOf(TestNode primary) throws Exception {
    primary.postgres.ensureSlots(Set.of(id), BOUND);
    postgres.rejoining().cloneFrom(ADDRESS, primary.port(), false, Progress.NONE, BOUND);
    startFollowing(primary);
  }

  void startFollowing(TestNode primary) throws Exception {
    postgres.allowMembers(List.of(ADDRESS), BOUND);
    Upstream upstream = primary.upstreamFor(this);
    postgres.start(new StartMode.Standby(java.util.Optional.of(upstream)), BOUND);
    postgres.follow(upstream, BOUND);
  }

  /** A client's session, as an application would have it; the gate must be open. */
  Connection client() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://"
            + ADDRESS
            + ":"
            + port()
            + "/postgres?connectTimeout=5&socketTimeout=30",
        "client",
        "client");
  }

  void createClientRole() throws Exception {
    postgres.execute(
        List.of(
            "CREATE ROLE client LOGIN PASSWORD 'client'",
            "GRANT CREATE ON SCHEMA public TO client"),
        BOUND);
  }

  void asClient(String... statements) throws SQLException {
    try (Connection connection = client();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  String ask(String sql) throws SQLException {
    try (Connection connection = client()) {
      return LocalSessions.value(connection, sql);
    }
  }

  /** In a session of the agent's superuser, closed afterwards. */
  String askAsAgent(String sql) throws Exception {
    Context context =
        Context.of(
            TestCluster.installation(), postgres.config(), RejoinOptions.DEFAULT, RejoinWatch.NONE);
    try (var sessions = context.sessions()) {
      return sessions.value(BOUND, sql);
    }
  }

  Observation.Role.Primary asPrimary() throws Exception {
    return (Observation.Role.Primary) postgres.observe(BOUND).role();
  }

  Observation.Role.Standby asStandby() throws Exception {
    return (Observation.Role.Standby) postgres.observe(BOUND).role();
  }

  @Override
  public void close() throws PostgresException {
    postgres.killAll(BOUND);
    postgres.close();
  }
}
