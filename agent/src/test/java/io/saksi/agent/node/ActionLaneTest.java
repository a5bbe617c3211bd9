package io.saksi.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionLaneTest {
  private static final Moment NOW = new Moment(1_000_000_000L);
  private static final Epoch E4 = new Epoch(4);
  private static final Epoch E5 = new Epoch(5);

  @TempDir private Path directory;
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final EventLoop loop = new EventLoop(broken::set);
  private final HandsOnNothing hands = new HandsOnNothing();
  private final LinkedBlockingQueue<Hands.Facts> done = new LinkedBlockingQueue<>();
  private Promises promises;
  private ActionLane lane;
  private ClusterState state;

  @BeforeEach
  void begin() throws Exception {
    promises = Promises.load(directory.resolve("promises"));
    lane = new ActionLane(loop, () -> NOW, hands, promises, done::add);
    Endpoint at = new Endpoint("127.0.0.1", 7400);
    Member member = new Member(new NodeId("a"), at, at, Optional.of(at), Optional.empty(), 1);
    state =
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("test", "test"), Settings.DEFAULT, member));
  }

  @AfterEach
  void end() {
    loop.close();
    assertThat(broken.get()).isNull();
  }

  private void carriedOut(Action action) throws Exception {
    loop.execute(() -> lane.offer(Optional.of(action), state, _ -> false));
    assertThat(done.poll(10, TimeUnit.SECONDS)).isNotNull();
  }

  /** I4: whatever the plan was made on, what counts is what is promised when it is carried out. */
  @Test
  void orderOfAnEpochThatWasLeftBehindHasNoEffect() throws Exception {
    promises.persistPromise(E5);
    for (Gate gate : Gate.values()) {
      carriedOut(new Action.SetGate(E4, gate));
    }
    carriedOut(new Action.ShutDown(E4));
    carriedOut(new Action.StartRecruit(E4));
    carriedOut(new Action.Checkpoint(E4));
    carriedOut(new Action.Follow(E4, new NodeId("b"), "a"));
    carriedOut(new Action.Clone(E4, new NodeId("b")));
    assertThat(hands.performed()).isEmpty();
    Action current = new Action.SetGate(E5, Gate.READ);
    carriedOut(current);
    assertThat(hands.performed()).containsExactly(current);
  }

  @Test
  void promiseIsOnDiskWhenTheDeedIsDone() throws Exception {
    carriedOut(new Action.Revoke(E5));
    assertThat(hands.performed()).containsExactly(new Action.Revoke(E5));
    assertThat(Promises.load(directory.resolve("promises")).promised()).isEqualTo(E5);
    carriedOut(new Action.StepDown(new Epoch(6)));
    assertThat(Promises.load(directory.resolve("promises")).promised()).isEqualTo(new Epoch(6));
  }

  @Test
  void whatMayNotGoOnIsCalledOffThoughNothingElseIsPlanned() throws Exception {
    promises.persistPromise(E5);
    hands.workLong();
    Action clone = new Action.Clone(E5, new NodeId("b"));
    loop.execute(() -> lane.offer(Optional.of(clone), state, _ -> true));
    hands.awaitWork();

    CompletableFuture<Boolean> goesOn = new CompletableFuture<>();
    loop.execute(() -> {
      lane.offer(Optional.empty(), state, _ -> false);
      goesOn.complete(hands.isAtWork());
    });
    assertThat(goesOn.get(10, TimeUnit.SECONDS)).isTrue();

    loop.execute(() -> lane.offer(Optional.empty(), state, clone::equals));
    assertThat(done.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(hands.isAtWork()).isFalse();
  }

  /** Seen in a chaos run: a virtual address was given up for half a second by a healthy primary. */
  @Test
  void theLookAfterAnActionThatWasCalledOffIsNotInterrupted() throws Exception {
    promises.persistPromise(E5);
    hands.workLong();
    loop.execute(() -> lane.offer(Optional.of(new Action.Checkpoint(E5)), state, _ -> false));
    hands.awaitWork();
    hands.hang();
    Optional<Action> other = Optional.of(new Action.Follow(E5, new NodeId("b"), "a"));
    loop.execute(() -> lane.offer(other, state, _ -> false));
    assertThat(hands.awaitHung()).isTrue();

    CompletableFuture<Boolean> again = new CompletableFuture<>();
    loop.execute(() -> {
      lane.offer(other, state, _ -> false);
      again.complete(true);
    });
    assertThat(again.get(10, TimeUnit.SECONDS)).isTrue();
    hands.answers();
    assertThat(done.poll(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(hands.lookWasInterrupted()).isFalse();
  }
}
