package io.saksi.raft;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A real peer on loopback with real storage, that can be stopped and started again. */
final class TestPeer implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final String HOST = "127.0.71.1";
  static final RaftTuning QUICK =
      RaftTuning.defaults().withRpcTimeouts(Duration.ofMillis(200), Duration.ofMillis(400));

  private static final int FIRST_PORT = 10_000;
  private static final int PORTS = 20_000;
  private static final int APART = 211;
  private static final AtomicInteger NEXT_PORT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * APART % PORTS));

  final RaftConfig config;
  final List<String> events = new CopyOnWriteArrayList<>();
  Journal journal = new Journal();
  RaftNode node;

  TestPeer(String id, Path root, RaftTuning tuning) throws IOException {
    this(
        RaftConfig.of(
                root.resolve(id).resolve("raft"),
                root.resolve(id).resolve("raft.initialised"),
                new RaftPeerAddress(id, HOST, freePort()))
            .withTuning(tuning)
            .withMachineId("machine-of-" + id));
  }

  TestPeer(RaftConfig config) {
    this.config = config;
  }

  /**
   * None twice, none that the kernel gives to a connection before the peer is started, and none
   * that another server has, be it on all addresses.
   */
  static int freePort() throws IOException {
    InetAddress host = InetAddress.getByName(HOST);
    for (int tries = 1; ; tries++) {
      int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, host)) {
        return socket.getLocalPort();
      } catch (BindException e) {
        if (tries == PORTS) {
          throw e;
        }
      }
    }
  }

  String id() {
    return config.self().id();
  }

  TestPeer bootstrap() throws RaftStartException {
    journal = new Journal();
    node = RaftNode.bootstrap(config, journal, listener());
    return this;
  }

  TestPeer join(UUID group) throws RaftStartException {
    journal = new Journal();
    node = RaftNode.join(config, group, journal, listener());
    return this;
  }

  TestPeer restart() throws RaftStartException {
    journal = new Journal();
    node = RaftNode.restart(config, journal, listener());
    return this;
  }

  private RaftListener listener() {
    return new RaftListener() {
      @Override
      public void leaderReady(long term) {
        events.add("leaderReady");
      }

      @Override
      public void notLeader() {
        events.add("notLeader");
      }

      @Override
      public void fatal(String why) {
        events.add("fatal");
      }
    };
  }

  boolean leads() {
    return node.role() == RaftRole.LEADER_READY;
  }

  String submit(String command) throws Exception {
    byte[] answer =
        node.submit(command.getBytes(StandardCharsets.UTF_8))
            .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return new String(answer, StandardCharsets.UTF_8);
  }

  /** Why the submission failed. */
  SubmitException refusal(String command) throws Exception {
    try {
      throw new AssertionError("was accepted: " + submit(command));
    } catch (ExecutionException e) {
      return (SubmitException) e.getCause();
    }
  }

  /** As who admits does it: what was certainly not accepted (no progress in time) is repeated. */
  void add(TestPeer other) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        node.addPeer(other.config.self()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (ExecutionException e) {
        boolean again = e.getCause() instanceof SubmitException.NotAccepted;
        if (!again || System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  /** The one that leads, once one does. */
  static TestPeer leaderOf(TestPeer... peers) throws Exception {
    await("a leader", () -> List.of(peers).stream().anyMatch(TestPeer::leads));
    return List.of(peers).stream().filter(TestPeer::leads).findFirst().orElseThrow();
  }

  /** Polls; fails after {@link #PATIENCE}. */
  static void await(String what, BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("no " + what + " within " + PATIENCE);
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** May be started again. */
  void stop() {
    if (node != null) {
      node.close();
    }
  }
}
