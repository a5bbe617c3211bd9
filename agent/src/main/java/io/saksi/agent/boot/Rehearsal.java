package io.saksi.agent.boot;

import io.grpc.netty.NettyChannelBuilder;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.hands.WitnessHands;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.os.ElapsedClock;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.GetStatusRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Starts a whole agent without PostgreSQL in a scratch directory, uses it once, and ends. The build
 * records which classes that takes, so that a real agent starts in a fraction of the time: it has
 * only what is left of its lease to be back.
 */
public final class Rehearsal {
  private static final String HOST = "127.0.0.1";

  private Rehearsal() {}

  /** Runs it; ends the process with 0 if it went well. */
  public static void run(Path scratch) throws Exception {
    Path secret = scratch.resolve("secret");
    Files.writeString(secret, "only for the rehearsal of a start");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    ElapsedClock clock = new ElapsedClock();
    AgentConfig config = config(scratch, secret);
    Agent agent =
        Agent.start(
            config,
            clock::now,
            new NoGuard(),
            (_, _) -> new WitnessHands(),
            why -> System.err.println("rehearsal: " + why));
    ask(config.agent());
    knockOnPostgres();
    agent.close();
    Runtime.getRuntime().halt(0);
  }

  private static AgentConfig config(Path scratch, Path secret) throws IOException {
    return new AgentConfig(
        "rehearsal",
        new NodeId("rehearsal"),
        scratch,
        scratch.resolve("run"),
        scratch.resolve("data"),
        new Endpoint(HOST, freePort()),
        new Endpoint(HOST, freePort()),
        Optional.of(new Endpoint(HOST, freePort())),
        Optional.empty(),
        1,
        List.of(),
        Duration.ofSeconds(1),
        true,
        Optional.empty(),
        secret,
        List.of());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void ask(Endpoint agent) {
    var channel = NettyChannelBuilder.forAddress(agent.host(), agent.port()).usePlaintext().build();
    try {
      for (int i = 0; i < 20; i++) {
        var _ = AdminGrpc.newBlockingStub(channel).getStatus(GetStatusRequest.getDefaultInstance());
      }
    } finally {
      channel.shutdownNow();
    }
  }

  /** Nobody is there; the driver is loaded all the same. */
  private static void knockOnPostgres() throws IOException {
    try (var connection =
        DriverManager.getConnection(
            "jdbc:postgresql://" + HOST + ":" + freePort() + "/postgres?connectTimeout=1")) {
      connection.clearWarnings();
    } catch (SQLException e) {
      // As it should be.
      return;
    }
  }

  /** Nothing is guarded here. */
  private static final class NoGuard implements LeaseGuard {
    @Override
    public Optional<Armed> armed() {
      return Optional.empty();
    }

    @Override
    public void arm(Epoch epoch, Moment deadline) {}

    @Override
    public void disarm() {}

    @Override
    public boolean isAlive(Moment now) {
      return true;
    }
  }
}
