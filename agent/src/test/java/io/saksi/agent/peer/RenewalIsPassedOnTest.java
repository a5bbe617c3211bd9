package io.saksi.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.access.Credentials;
import io.saksi.agent.os.UnusedPorts;
import io.saksi.core.command.Command;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A primary that does not reach the Raft leader, but a member that does. */
class RenewalIsPassedOnTest {
  private static final byte[] PROOF = {1, 2, 3, 4};
  private static final CommandResult APPLIED = new CommandResult.Applied(3);
  private static final CommandResult REFUSED = new CommandResult.Refused("epoch 7 is not open");
  private static final LogEntry RENEWAL =
      entry(new Command.Renew(new Epoch(7), 1, Duration.ofSeconds(3), Optional.empty()));

  private final Channels channels = new Channels(Credentials.plain(PROOF));
  private final Proposals primary = new Proposals(channels, ServingMember.BOUND);

  @AfterEach
  void close() {
    channels.close();
  }

  private static LogEntry entry(Command command) {
    return new LogEntry(OptionalLong.empty(), command, "a");
  }

  /** Nobody listens there. */
  private static Endpoint unreachable() throws IOException {
    return new Endpoint("127.0.0.1", UnusedPorts.next("127.0.0.1"));
  }

  private static CommandResult within(CompletableFuture<CommandResult> answer) throws Exception {
    return answer.get(2 * ServingMember.BOUND.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void theAnswerOfTheLogComesBackAndTheLeaderLearnsTheWay() throws Exception {
    try (ServingMember leader =
            ServingMember.leading("c", PROOF, _ -> CompletableFuture.completedFuture(APPLIED));
        ServingMember relay = ServingMember.knowing("b", PROOF, Optional.of(leader.address()))) {
      List<Endpoint> others = List.of(unreachable(), relay.address());
      assertThat(within(primary.toAnyOf(others, RENEWAL))).isEqualTo(APPLIED);
      assertThat(leader.came()).containsExactly("a through b");
      assertThat(within(primary.to(leader.address(), RENEWAL))).isEqualTo(APPLIED);
      assertThat(leader.came()).containsExactly("a through b", "a");
    }
  }

  @Test
  void theLogsRefusalComesBackToo() throws Exception {
    try (ServingMember leader =
            ServingMember.leading("c", PROOF, _ -> CompletableFuture.completedFuture(REFUSED));
        ServingMember relay = ServingMember.knowing("b", PROOF, Optional.of(leader.address()))) {
      assertThat(within(primary.toAnyOf(List.of(relay.address()), RENEWAL))).isEqualTo(REFUSED);
    }
  }

  @Test
  void whoPassesOnNeverAnswersForTheLog() throws Exception {
    CompletableFuture<LogEntry> asked = new CompletableFuture<>();
    CompletableFuture<CommandResult> log = new CompletableFuture<>();
    try (ServingMember leader =
            ServingMember.leading(
                "c",
                PROOF,
                entry -> {
                  asked.complete(entry);
                  return log;
                });
        ServingMember relay = ServingMember.knowing("b", PROOF, Optional.of(leader.address()))) {
      CompletableFuture<CommandResult> answer = primary.toAnyOf(List.of(relay.address()), RENEWAL);
      assertThat(asked.get(2 * ServingMember.BOUND.toSeconds(), TimeUnit.SECONDS))
          .isEqualTo(RENEWAL);
      assertThat(answer).isNotDone();
      log.completeExceptionally(new IllegalStateException("nobody knows what became of it"));
      assertThatThrownBy(() -> within(answer)).rootCause().hasMessageContaining("nobody knows");
    }
  }

  @Test
  void whatWasPassedOnOnceIsNotPassedOnAgain() throws Exception {
    try (ServingMember leader =
            ServingMember.leading("d", PROOF, _ -> CompletableFuture.completedFuture(APPLIED));
        ServingMember deposed = ServingMember.knowing("c", PROOF, Optional.of(leader.address()));
        ServingMember relay = ServingMember.knowing("b", PROOF, Optional.of(deposed.address()))) {
      CompletableFuture<CommandResult> answer = primary.to(relay.address(), RENEWAL);
      assertThatThrownBy(() -> within(answer)).rootCause().hasMessageContaining("does not lead");
      assertThat(leader.came()).isEmpty();
    }
  }

  @Test
  void nothingButRenewalsIsPassedOn() throws Exception {
    try (ServingMember leader =
            ServingMember.leading("c", PROOF, _ -> CompletableFuture.completedFuture(APPLIED));
        ServingMember relay = ServingMember.knowing("b", PROOF, Optional.of(leader.address()))) {
      CompletableFuture<CommandResult> answer =
          primary.to(relay.address(), entry(new Command.Resume()));
      assertThatThrownBy(() -> within(answer)).rootCause().hasMessageContaining("renewals only");
    }
  }

  @Test
  void whereNobodyKnowsTheLeaderThatIsSaid() throws Exception {
    try (ServingMember relay = ServingMember.knowing("b", PROOF, Optional.empty())) {
      CompletableFuture<CommandResult> answer = primary.toAnyOf(List.of(relay.address()), RENEWAL);
      assertThatThrownBy(() -> within(answer)).rootCause().hasMessageContaining("does not lead");
      assertThatThrownBy(() -> within(primary.toAnyOf(List.of(), RENEWAL)))
          .rootCause()
          .hasMessageContaining("no Raft leader is known");
    }
  }
}
