package io.saksi.agent.boot;

import io.grpc.netty.NettyChannelBuilder;
import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.config.InvalidOptions;
import io.saksi.agent.hands.WitnessHands;
import io.saksi.agent.node.Addresses;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.UnusedPorts;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.view.NodeFacts;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.GetStatusRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/**
 * Three whole agents without PostgreSQL in a scratch directory, one of them started anew with a
 * lease to keep. The build records which classes that takes, so that a real agent starts in a
 * fraction of the time: it has only what is left of its lease to be back.
 */
public final class Rehearsal {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Path scratch;
  private final Path secret;
  private final ElapsedClock clock = new ElapsedClock();

  private Rehearsal(Path scratch) throws IOException {
    this.scratch = scratch;
    secret = scratch.resolve("secret");
  }

  /** Runs it; ends the process with 0 if it went well. */
  public static void run(Path scratch) throws Exception {
    new Rehearsal(scratch).run();
    Runtime.getRuntime().halt(0);
  }

  private void run() throws Exception {
    Files.writeString(secret, "only for the rehearsal of a start");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    AgentConfig first = config("a", "--bootstrap");
    AgentConfig second = config("b", "--seed", first.agent().toString());
    AgentConfig third = config("c", "--seed", first.agent().toString());
    Agent a = start(first, Optional.empty());
    Agent b = start(second, Optional.empty());
    Agent c = start(third, Optional.empty());
    untilMembers(first.agent(), 3);
    c.close();
    Moment deadline = clock.now().plus(PATIENCE);
    c = start(third, Optional.of(new LeaseGuard.Armed(Epoch.NONE, deadline)));
    untilMembers(third.agent(), 3);
    knockOnPostgres();
    for (String page : List.of("/primary", "/cluster", "/history", "/metrics")) {
      get(first.http().orElseThrow(), page);
    }
    for (Agent agent : List.of(c, b, a)) {
      agent.close();
    }
  }

  private Agent start(AgentConfig config, Optional<LeaseGuard.Armed> armed) throws Exception {
    return Agent.start(
        config,
        clock::now,
        new PretendedGuard(armed),
        (_, _, _) -> new WitnessHands(),
        Addresses.NONE,
        why -> System.err.println("rehearsal: " + why));
  }

  private AgentConfig config(String node, String... more) throws IOException, InvalidOptions {
    Path home = Files.createDirectories(scratch.resolve(node));
    Path run = Files.createDirectories(home.resolve("run"));
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(List.of("--cluster", "rehearsal", "--node", node));
    arguments.addAll(List.of("--home", home.toString(), "--run-dir", run.toString()));
    arguments.addAll(List.of("--listen", HOST + ":" + UnusedPorts.next(HOST)));
    arguments.addAll(List.of("--raft-listen", HOST + ":" + UnusedPorts.next(HOST)));
    arguments.addAll(List.of("--postgres-listen", HOST + ":" + UnusedPorts.next(HOST)));
    arguments.addAll(List.of("--http-listen", HOST + ":" + UnusedPorts.next(HOST)));
    arguments.addAll(List.of("--secret-file", secret.toString()));
    AgentOptions options = new AgentOptions();
    new CommandLine(new AgentCommand(options)).parseArgs(arguments.toArray(String[]::new));
    return options.toConfig();
  }

  /** By asking, as an operator would: what status says is what is rehearsed. */
  private void untilMembers(Endpoint agent, int number) throws InterruptedException {
    var channel = NettyChannelBuilder.forAddress(agent.host(), agent.port()).usePlaintext().build();
    Moment deadline = clock.now().plus(PATIENCE);
    try {
      while (clock.now().isBefore(deadline)) {
        var status =
            AdminGrpc.newBlockingStub(channel).getStatus(GetStatusRequest.getDefaultInstance());
        long heard = status.getMembersList().stream().filter(m -> m.hasReportAgeMs()).count();
        if (heard >= number) {
          return;
        }
        Thread.sleep(PAUSE);
      }
      throw new IllegalStateException("the three agents did not find each other: rehearse again");
    } finally {
      channel.shutdownNow();
    }
  }

  /** Over a bare socket: an HTTP client is no part of an agent. */
  private static void get(Endpoint at, String page) throws IOException {
    try (Socket socket = new Socket(at.host(), at.port())) {
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      String request = "GET " + page + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      if (answer.length == 0) {
        throw new IllegalStateException("no answer to " + page + ": rehearse again");
      }
    }
  }

  /** Nobody is there; the driver is loaded all the same. */
  private static void knockOnPostgres() throws IOException {
    try (var connection =
        DriverManager.getConnection(
            "jdbc:postgresql://"
                + HOST
                + ":"
                + UnusedPorts.next(HOST)
                + "/postgres?connectTimeout=1")) {
      connection.clearWarnings();
    } catch (SQLException e) {
      // As it should be.
      return;
    }
  }

  /** Nothing is guarded here. */
  private record PretendedGuard(Optional<Armed> armed) implements LeaseGuard {
    @Override
    public void arm(Epoch epoch, Moment deadline) {}

    @Override
    public void disarm() {}

    @Override
    public NodeFacts.Fence lastRung(Moment now) {
      return NodeFacts.Fence.NONE;
    }

    @Override
    public void beat(Moment now) {}

    @Override
    public boolean isAlive(Moment now) {
      return true;
    }
  }
}
