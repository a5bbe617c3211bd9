package io.saksi.agent.peer;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeReport;
import io.saksi.proto.v1.CheckpointReply;
import io.saksi.proto.v1.CheckpointRequest;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.DiscoverRequest;
import io.saksi.proto.v1.InspectReply;
import io.saksi.proto.v1.InspectRequest;
import io.saksi.proto.v1.JoinReply;
import io.saksi.proto.v1.JoinRequest;
import io.saksi.proto.v1.LeaderBroadcast;
import io.saksi.proto.v1.PeerGrpc;
import io.saksi.proto.v1.ProposeReply;
import io.saksi.proto.v1.ProposeRequest;
import io.saksi.proto.v1.StopPostgresReply;
import io.saksi.proto.v1.StopPostgresRequest;
import io.saksi.proto.v1.TryConfigurationReply;
import io.saksi.proto.v1.TryConfigurationRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.ConfigurationCodec;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.MemberCodec;
import io.saksi.wire.ReportCodec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The agents' service. What other agents say is parsed here and handed to the event loop; what only
 * a leader may answer is refused elsewhere.
 */
public final class PeerService extends PeerGrpc.PeerImplBase {
  /** What this service needs of its agent; called from gRPC's threads. */
  public interface Agent {
    DiscoverReply discover();

    /** Somebody said who he is. */
    default void met(DiscoverRequest who) {}

    boolean leads();

    Optional<Endpoint> leaderAgent();

    /** Writes to the log; only where this node leads. */
    CompletableFuture<CommandResult> write(LogEntry entry);

    /** Hands a renewal to the leader; empty where none is known. */
    Optional<CompletableFuture<CommandResult>> passOn(LogEntry entry);

    /** A renewal of that node's came here, itself or through another agent. */
    void renewalCame(String of, Optional<NodeId> through);

    /** Makes the node a member and a voter; completes with the group's id. */
    CompletableFuture<String> admit(Member member);

    /**
     * Removes the peer of a node that comes with empty hands; fails if a node of that name is
     * alive.
     */
    CompletableFuture<String> makeRoomFor(Member member);

    String clusterId();

    /** Asks this node's PostgreSQL, and the operator's programs; blocks. */
    Readiness inspect(String target) throws Exception;

    /** Asks only the operator's programs; blocks. */
    default Readiness askHooks(String target) throws Exception {
      return Readiness.NOTHING;
    }

    /** A checkpoint on this node; blocks. */
    void checkpoint() throws Exception;

    /** Stops PostgreSQL on a node that nobody needs; blocks. */
    default void stopPostgres() throws Exception {
      throw new IllegalStateException("no PostgreSQL runs here");
    }

    /** Why this node's PostgreSQL would not take it; blocks. */
    default Optional<String> mistake(Configuration.Content content) throws Exception {
      return Optional.empty();
    }
  }

  private final EventLoop loop;
  private final Agent agent;
  private final Consumer<NodeReport> reports;
  private final Broadcaster broadcaster;
  private final RenewalDesk renewals;

  public PeerService(EventLoop loop, Agent agent, Consumer<NodeReport> reports) {
    this.loop = loop;
    this.agent = agent;
    this.reports = reports;
    broadcaster = new Broadcaster(loop);
    renewals = new RenewalDesk(agent);
  }

  public void broadcast(LeaderBroadcast broadcast) {
    broadcaster.send(broadcast);
  }

  public void dismissReporters() {
    broadcaster.dismiss();
  }

  @Override
  public void discover(DiscoverRequest request, StreamObserver<DiscoverReply> reply) {
    answer(reply, agent.discover());
    agent.met(request);
  }

  @Override
  public void join(JoinRequest request, StreamObserver<JoinReply> reply) {
    if (!agent.leads()) {
      JoinReply.Builder other = JoinReply.newBuilder();
      agent
          .leaderAgent()
          .ifPresentOrElse(
              at -> other.getTryOtherBuilder().setAgent(MemberCodec.encode(at)),
              () -> other.getTryOtherBuilder());
      answer(reply, other.build());
      return;
    }
    String id = agent.clusterId();
    if (!request.getClusterId().equals(id)) {
      answer(reply, refused("this is cluster " + id + ", not " + request.getClusterId()));
      return;
    }
    try {
      Member member = MemberCodec.decode(request.getMember());
      answerLater(request.getBegins() ? agent.makeRoomFor(member) : agent.admit(member), reply);
    } catch (MalformedMessage e) {
      answer(reply, refused(e.getMessage()));
    }
  }

  private static void answerLater(
      CompletableFuture<String> admitted, StreamObserver<JoinReply> reply) {
    var _ =
        admitted.whenComplete((group, failure) -> {
          if (failure != null) {
            reply.onError(
                Status.UNAVAILABLE
                    .withDescription(String.valueOf(failure.getMessage()))
                    .asRuntimeException());
          } else {
            JoinReply.Builder accepted = JoinReply.newBuilder();
            accepted.getAcceptedBuilder().setRaftGroupId(group);
            answer(reply, accepted.build());
          }
        });
  }

  private static JoinReply refused(String reason) {
    JoinReply.Builder builder = JoinReply.newBuilder();
    builder.getRefusedBuilder().setReason(reason);
    return builder.build();
  }

  /**
   * The primary's renewals. Everything else is decided by the leader itself, so nothing else is
   * taken from outside: no command, and of the entry only what a renewal has. With an operator's
   * request it would stand in the audit trail as his order, and with the key of an earlier one it
   * would be answered as done without being applied.
   */
  @Override
  public void propose(ProposeRequest request, StreamObserver<ProposeReply> reply) {
    renewals.propose(request, reply);
  }

  @Override
  public void inspect(InspectRequest request, StreamObserver<InspectReply> reply) {
    String target = request.getTarget();
    Errands.run(
        reply,
        () ->
            Errands.encode(
                request.getOnlyHooks() ? agent.askHooks(target) : agent.inspect(target)));
  }

  @Override
  public void checkpoint(CheckpointRequest request, StreamObserver<CheckpointReply> reply) {
    Errands.run(
        reply,
        () -> {
          long begun = System.nanoTime();
          agent.checkpoint();
          long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
          return CheckpointReply.newBuilder().setTookMs(took).build();
        });
  }

  @Override
  public void stopPostgres(StopPostgresRequest request, StreamObserver<StopPostgresReply> reply) {
    Errands.run(
        reply,
        () -> {
          agent.stopPostgres();
          return StopPostgresReply.getDefaultInstance();
        });
  }

  @Override
  public void tryConfiguration(
      TryConfigurationRequest request, StreamObserver<TryConfigurationReply> reply) {
    Configuration.Content content;
    try {
      content = ConfigurationCodec.content(request.getContent());
    } catch (MalformedMessage e) {
      reply.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
      return;
    }
    Errands.run(
        reply,
        () -> {
          TryConfigurationReply.Builder found = TryConfigurationReply.newBuilder();
          agent.mistake(content).ifPresent(found::setMistake);
          return found.build();
        });
  }

  @Override
  public StreamObserver<io.saksi.proto.v1.NodeReport> report(
      StreamObserver<LeaderBroadcast> answers) {
    ServerCallStreamObserver<LeaderBroadcast> line =
        (ServerCallStreamObserver<LeaderBroadcast>) answers;
    line.setOnCancelHandler(() -> loop.execute(() -> broadcaster.remove(line)));
    if (!agent.leads()) {
      line.onError(
          Status.FAILED_PRECONDITION
              .withDescription("this agent does not lead")
              .asRuntimeException());
    } else {
      loop.execute(() -> broadcaster.add(line));
    }
    return new Reporter(line);
  }

  /**
   * One agent's stream of reports. A malformed one ends it; the agent says why in its log and comes
   * again.
   */
  private final class Reporter implements StreamObserver<io.saksi.proto.v1.NodeReport> {
    private final ServerCallStreamObserver<LeaderBroadcast> line;

    Reporter(ServerCallStreamObserver<LeaderBroadcast> line) {
      this.line = line;
    }

    @Override
    public void onNext(io.saksi.proto.v1.NodeReport message) {
      try {
        NodeReport report = ReportCodec.decode(message);
        loop.execute(() -> reports.accept(report));
      } catch (MalformedMessage e) {
        loop.execute(() -> {
          if (broadcaster.remove(line) && !line.isCancelled()) {
            line.onError(
                Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
          }
        });
      }
    }

    @Override
    public void onError(Throwable failure) {
      loop.execute(() -> broadcaster.remove(line));
    }

    @Override
    public void onCompleted() {
      loop.execute(() -> {
        if (broadcaster.remove(line) && !line.isCancelled()) {
          line.onCompleted();
        }
      });
    }
  }

  private static <T> void answer(StreamObserver<T> reply, T value) {
    reply.onNext(value);
    reply.onCompleted();
  }
}
