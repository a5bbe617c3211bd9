package io.saksi.agent.peer;

import io.saksi.agent.access.Credentials;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.operate.CallerAddress;
import io.saksi.agent.os.UnusedPorts;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.OperatorGrpc;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** The real service of an agent that leads, or that knows who does; its log is given to it. */
final class ServingMember implements PeerService.Agent, AutoCloseable {
  /** So long that a machine that is busy with other things does not decide a test. */
  static final Duration BOUND = Duration.ofSeconds(30);

  private final NodeId self;
  private final Optional<Function<LogEntry, CompletableFuture<CommandResult>>> log;
  private final Optional<Endpoint> leader;
  private final Endpoint address = new Endpoint("127.0.0.1", UnusedPorts.next("127.0.0.1"));
  private final EventLoop loop =
      new EventLoop(failure -> {
        throw new AssertionError(failure);
      });
  private final Channels channels;
  private final AgentServer server;
  private final List<String> came = new CopyOnWriteArrayList<>();

  private ServingMember(
      String self,
      byte[] proof,
      Optional<Function<LogEntry, CompletableFuture<CommandResult>>> log,
      Optional<Endpoint> leader)
      throws IOException {
    this.self = new NodeId(self);
    this.log = log;
    this.leader = leader;
    channels = new Channels(Credentials.plain(proof));
    server =
        AgentServer.start(
            address,
            Credentials.plain(proof),
            new PeerService(loop, this, report -> {}),
            new AdminGrpc.AdminImplBase() {},
            new OperatorGrpc.OperatorImplBase() {},
            Optional.empty(),
            new CallerAddress());
  }

  static ServingMember leading(
      String self, byte[] proof, Function<LogEntry, CompletableFuture<CommandResult>> log)
      throws IOException {
    return new ServingMember(self, proof, Optional.of(log), Optional.empty());
  }

  static ServingMember knowing(String self, byte[] proof, Optional<Endpoint> leader)
      throws IOException {
    return new ServingMember(self, proof, Optional.empty(), leader);
  }

  Endpoint address() {
    return address;
  }

  /** Whose renewals came here, and through whom. */
  List<String> came() {
    return List.copyOf(came);
  }

  @Override
  public boolean leads() {
    return log.isPresent();
  }

  @Override
  public CompletableFuture<CommandResult> write(LogEntry entry) {
    return log.orElseThrow().apply(entry);
  }

  @Override
  public Optional<CompletableFuture<CommandResult>> passOn(LogEntry entry) {
    return leader.map(at -> new Proposals(channels, BOUND).passOn(at, entry, self));
  }

  @Override
  public void renewalCame(String of, Optional<NodeId> through) {
    came.add(of + through.map(relay -> " through " + relay).orElse(""));
  }

  @Override
  public Optional<Endpoint> leaderAgent() {
    return leader;
  }

  @Override
  public DiscoverReply discover() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<String> admit(io.saksi.core.model.Member member) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<String> makeRoomFor(io.saksi.core.model.Member member) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String clusterId() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Readiness inspect(String target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void checkpoint() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    server.close();
    channels.close();
    loop.close();
  }
}
