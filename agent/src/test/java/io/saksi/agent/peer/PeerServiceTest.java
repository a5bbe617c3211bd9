package io.saksi.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.incident.Finding;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.ProposeReply;
import io.saksi.proto.v1.ProposeRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a leader takes from other agents: renewals, and of those what a renewal has. */
class PeerServiceTest {
  private static final Command RENEWAL =
      new Command.Renew(new Epoch(3), 1, Duration.ofSeconds(3), Optional.empty());

  private final EventLoop loop = new EventLoop(_ -> {});
  private final List<LogEntry> written = new ArrayList<>();
  private final PeerService service = new PeerService(loop, new Leader(), _ -> {});
  private final Answer answer = new Answer();

  @AfterEach
  void end() {
    loop.close();
  }

  private void propose(LogEntry entry) {
    service.propose(ProposeRequest.newBuilder().setEntry(entry.encode()).build(), answer);
  }

  @Test
  void nobodysOrderTravelsWithARenewal() {
    LogEntry renewal = new LogEntry(OptionalLong.empty(), RENEWAL, "b");
    Request request = new Request("key", "ann", "10.0.0.9", "why", Instant.EPOCH);
    LogEntry more =
        new LogEntry(OptionalLong.of(7), RENEWAL, "b", "an order", Optional.of(request))
            .because(List.of(new Finding("POSTMASTER_DEAD", new NodeId("a"), "not seen")))
            .at(new Stamp(Instant.EPOCH, new Moment(0), "b/boot"));
    propose(more);
    assertThat(written).containsExactly(renewal);
    assertThat(answer.replies).singleElement().matches(ProposeReply::hasResult);
  }

  /** A refusal travels in a header, which has 8 kB. */
  @Test
  void aRelayWithoutANameIsRefusedBriefly() {
    LogEntry renewal = new LogEntry(OptionalLong.empty(), RENEWAL, "b");
    service.propose(
        ProposeRequest.newBuilder()
            .setEntry(renewal.encode())
            .setPassedOnBy("x".repeat(100_000))
            .build(),
        answer);
    assertThat(written).isEmpty();
    assertThat(answer.failure).contains(Status.Code.INVALID_ARGUMENT);
    assertThat(answer.words).hasSizeLessThan(500);
  }

  @Test
  void nothingElseIsTaken() {
    propose(new LogEntry(OptionalLong.empty(), new Command.RemoveMember(new NodeId("a")), "b"));
    assertThat(written).isEmpty();
    assertThat(answer.failure).contains(Status.Code.PERMISSION_DENIED);
  }

  private static final class Answer implements StreamObserver<ProposeReply> {
    private final List<ProposeReply> replies = new ArrayList<>();
    private Optional<Status.Code> failure = Optional.empty();
    private String words = "";

    @Override
    public void onNext(ProposeReply reply) {
      replies.add(reply);
    }

    @Override
    public void onError(Throwable why) {
      failure = Optional.of(((StatusRuntimeException) why).getStatus().getCode());
      words = String.valueOf(why.getMessage());
    }

    @Override
    public void onCompleted() {}
  }

  /** Leads, and writes whatever it is given. */
  private final class Leader implements PeerService.Agent {
    @Override
    public CompletableFuture<CommandResult> write(LogEntry entry) {
      written.add(entry);
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
    public Optional<Endpoint> leaderAgent() {
      return Optional.empty();
    }

    @Override
    public String clusterId() {
      return "id";
    }

    @Override
    public DiscoverReply discover() {
      return DiscoverReply.getDefaultInstance();
    }

    @Override
    public CompletableFuture<String> admit(Member member) {
      return CompletableFuture.completedFuture("group");
    }

    @Override
    public CompletableFuture<String> makeRoomFor(Member member) {
      return CompletableFuture.completedFuture("group");
    }

    @Override
    public Readiness inspect(String target) {
      return Readiness.NOTHING;
    }

    @Override
    public void checkpoint() {}
  }
}
