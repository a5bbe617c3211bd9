package io.saksi.agent.peer;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.JoinReply;
import io.saksi.proto.v1.JoinRequest;
import io.saksi.proto.v1.ProposeReply;
import io.saksi.proto.v1.ProposeRequest;
import io.saksi.proto.v1.TryConfigurationReply;
import io.saksi.proto.v1.TryConfigurationRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.ConfigurationCodec;
import io.saksi.wire.LogEntry;
import io.saksi.wire.WireTargets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What one agent asks of another. */
public final class PeerTargets {
  private PeerTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.of("peer.propose", proposals())
            .shaped(Shape.PROTOBUF)
            .costing(10)
            .refusesBy(IOException.class)
            .tried(in -> {
              Reply<ProposeReply> reply = new Reply<>();
              new RenewalDesk(new Leader()).propose(ProposeRequest.parseFrom(in), reply);
              reply.check();
            }),
        Target.of("peer.join", joins())
            .shaped(Shape.PROTOBUF)
            .costing(10)
            .refusesBy(IOException.class)
            .tried(join()),
        Target.of("peer.configuration", configurations())
            .shaped(Shape.PROTOBUF)
            .costing(10)
            .refusesBy(IOException.class)
            .tried(configuration()));
  }

  private static Draw<byte[]> configurations() {
    Configuration.Content content =
        new Configuration.Content(
            Map.of("work_mem", "16MB", "log_line_prefix", "it's %m "),
            List.of("host all app 10.0.0.0/8 trust"));
    return Draw.of(ConfigurationCodec.encode(content))
        .map(wire -> TryConfigurationRequest.newBuilder().setContent(wire).build().toByteArray());
  }

  private static Trial configuration() {
    PeerService service = new PeerService(new EventLoop(_ -> {}), new Leader(), _ -> {});
    return in -> {
      Reply<TryConfigurationReply> reply = new Reply<>();
      service.tryConfiguration(TryConfigurationRequest.parseFrom(in), reply);
      reply.check();
    };
  }

  private static Draw<byte[]> proposals() {
    return WireTargets.renewals()
        .map(entry ->
            ProposeRequest.newBuilder()
                .setEntry(entry.encode())
                .setPassedOnBy("b")
                .build()
                .toByteArray());
  }

  private static Draw<byte[]> joins() {
    return WireTargets.members()
        .map(member ->
            JoinRequest.newBuilder().setClusterId("id").setMember(member).build().toByteArray());
  }

  private static Trial join() {
    PeerService service = new PeerService(new EventLoop(_ -> {}), new Leader(), _ -> {});
    return in -> {
      Reply<JoinReply> reply = new Reply<>();
      service.join(JoinRequest.parseFrom(in), reply);
      reply.check();
    };
  }

  /** One answer, or one refusal that is the caller's fault and says so. */
  private static final class Reply<T> implements StreamObserver<T> {
    private int answers;
    private int ends;
    private Throwable failure;

    @Override
    public void onNext(T value) {
      answers++;
    }

    @Override
    public void onError(Throwable why) {
      failure = why;
    }

    @Override
    public void onCompleted() {
      ends++;
    }

    private void check() throws IOException {
      if (failure instanceof StatusRuntimeException refused && answers == 0 && ends == 0) {
        Status.Code code = refused.getStatus().getCode();
        boolean brief = refused.getMessage().length() < 4_000;
        if (brief
            && (code == Status.Code.INVALID_ARGUMENT || code == Status.Code.PERMISSION_DENIED)) {
          throw new IOException(refused.getMessage());
        }
      }
      if (failure != null || answers != 1 || ends != 1) {
        throw new AssertionError(answers + " answers, " + ends + " ends, " + failure);
      }
    }
  }

  /** What gets this far can be written to the log, and read by every replica. */
  private static final class Leader implements PeerService.Agent {
    @Override
    public CompletableFuture<CommandResult> write(LogEntry entry) {
      try {
        if (!LogEntry.fromBytes(entry.toBytes()).equals(entry)) {
          throw new AssertionError("another entry than was brought: " + entry);
        }
      } catch (io.saksi.wire.MalformedMessage e) {
        throw new AssertionError("no replica could read it: " + entry, e);
      }
      return CompletableFuture.completedFuture(new CommandResult.Applied(1));
    }

    @Override
    public boolean leads() {
      return true;
    }

    @Override
    public Optional<CompletableFuture<CommandResult>> passOn(LogEntry entry) {
      throw new AssertionError("it leads");
    }

    @Override
    public void renewalCame(String of, Optional<NodeId> through) {}

    @Override
    public CompletableFuture<String> admit(Member member) {
      return CompletableFuture.completedFuture("group");
    }

    @Override
    public CompletableFuture<String> makeRoomFor(Member member) {
      return CompletableFuture.completedFuture("group");
    }

    @Override
    public DiscoverReply discover() {
      return DiscoverReply.getDefaultInstance();
    }

    @Override
    public Optional<Endpoint> leaderAgent() {
      return Optional.empty();
    }

    @Override
    public String clusterId() {
      return "id";
    }

    @Override
    public Readiness inspect(String target) {
      return Readiness.NOTHING;
    }

    @Override
    public void checkpoint() {}
  }
}
