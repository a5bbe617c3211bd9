package io.saksi.agent.hands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.postgres.OutcomeUnknownException;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.Postgres;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Who counts as following its leader is not told to follow it again; who counts as following nobody
 * has kept its promise. (Chaos, seed 2201, fault 13: a standby was told to follow, then to let go,
 * and both were called off; it followed nobody, and nothing was done about it.)
 */
class WhomItFollowsTest {
  private static final Optional<Postgres.Upstream> A =
      Optional.of(new Postgres.Upstream(new NodeId("a"), "c"));

  private final Memory memory = new Memory();

  private static void calledOff() throws InterruptedException {
    throw new InterruptedException();
  }

  @Test
  void whatWasCalledOffIsNotDone() throws Exception {
    memory.following(A, () -> {});
    assertThat(memory.upstream()).isEqualTo(A);
    assertThatThrownBy(() -> memory.following(Optional.empty(), WhomItFollowsTest::calledOff))
        .isInstanceOf(InterruptedException.class);
    assertThat(memory.upstream()).isPresent().isNotEqualTo(A);
  }

  @Test
  void whomItWasToFollowIsNotFollowedYetEither() {
    memory.following(Optional.empty());
    assertThatThrownBy(() -> memory.following(A, WhomItFollowsTest::calledOff))
        .isInstanceOf(InterruptedException.class);
    assertThat(memory.upstream()).isPresent().isNotEqualTo(A);
  }

  @Test
  void whatFailedIsDoneAgain() {
    assertThatThrownBy(() ->
            memory.following(
                A,
                () -> {
                  throw new PostgresException("no", "none");
                }))
        .isInstanceOf(PostgresException.class);
    assertThat(memory.upstream()).isNotEqualTo(A);
  }

  /** It goes on trying by itself; a promise is kept only once that is seen. */
  @Test
  void whatIsMadeAndNotSeenYetIsNotDoneAgain() {
    Memory.Change slow =
        () -> {
          throw new OutcomeUnknownException("it does not stream yet", "wait");
        };
    assertThatThrownBy(() -> memory.following(A, slow)).isInstanceOf(PostgresException.class);
    assertThat(memory.upstream()).isEqualTo(A);
    assertThatThrownBy(() -> memory.following(Optional.empty(), slow))
        .isInstanceOf(PostgresException.class);
    assertThat(memory.upstream()).isPresent().isNotEqualTo(A);
  }
}
