package io.saksi.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for transactions before a gate closes, and who does not. */
class PlannedClosingTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Epoch E1 = new Epoch(1);
  private static final Duration DRAIN = Duration.ofSeconds(7);
  private static final Action CLOSE = new Action.SetGate(E1, Gate.CLOSED);

  @TempDir private Path directory;
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final EventLoop loop = new EventLoop(broken::set);
  private final HandsOnNothing hands = new HandsOnNothing();
  private final LinkedBlockingQueue<Hands.Facts> done = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    loop.close();
    assertThat(broken.get()).isNull();
  }

  private static ClusterState openA(Command... more) {
    ClusterState state =
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("test", "id"), Settings.DEFAULT, member(A, 1)));
    state = after(state, new Command.PutMember(member(B, 2)));
    state = after(state, new Command.RecordInstance(A, new InstanceId("data-of-a")));
    state = after(state, new Command.RecordInstance(B, new InstanceId("data-of-b")));
    state = after(state, new Command.Found(A));
    state = after(state, new Command.Open(E1, SyncSet.NOBODY, Optional.empty()));
    for (Command command : more) {
      state = after(state, command);
    }
    return state;
  }

  private static ClusterState after(ClusterState state, Command command) {
    return ((Outcome.Applied) state.apply(command, OptionalLong.empty())).state();
  }

  private static Member member(NodeId node, int number) {
    Endpoint at = new Endpoint("127.0.0." + number, 7400);
    return new Member(node, at, at, Optional.of(at), Optional.empty(), 1);
  }

  private static Command switchover(Duration drain) {
    return new Command.BeginSwitchover(E1, B, Duration.ofSeconds(30), drain);
  }

  private ActionLane lane(NodeId self) throws Exception {
    Promises promises = Promises.load(directory.resolve("promises"));
    return new ActionLane(loop, self, () -> new Moment(1_000_000_000L), hands, promises, done::add);
  }

  private void closes(NodeId self, ClusterState state) throws Exception {
    ActionLane lane = lane(self);
    loop.execute(() -> lane.offer(Optional.of(CLOSE), state, _ -> false));
    ended();
  }

  private void ended() throws Exception {
    assertThat(done.poll(10, TimeUnit.SECONDS)).as("the action ends").isNotNull();
  }

  @Test
  void primaryThatHandsOverLetsTransactionsEnd() throws Exception {
    closes(A, openA(switchover(DRAIN)));
    assertThat(hands.drains()).containsExactly(DRAIN);
    assertThat(hands.performed()).containsExactly(CLOSE);
  }

  /** I5: a standby that may no longer be read closes at once, whatever else goes on. */
  @Test
  void standbyDoesNotWait() throws Exception {
    closes(B, openA(switchover(DRAIN)));
    assertThat(hands.drains()).isEmpty();
    assertThat(hands.performed()).containsExactly(CLOSE);
  }

  @Test
  void whoClosesForAnotherReasonDoesNotWait() throws Exception {
    closes(A, openA());
    closes(A, openA(switchover(Duration.ZERO)));
    closes(A, openA(switchover(DRAIN), new Command.CancelSwitchover(E1, "a test")));
    assertThat(hands.drains()).isEmpty();
    assertThat(hands.performed()).hasSize(3);
  }

  @Test
  void orderThatIsTakenBackMeanwhileHasChangedNothing() throws Exception {
    hands.transactionsGoOn();
    ActionLane lane = lane(A);
    loop.execute(() -> lane.offer(Optional.of(CLOSE), openA(switchover(DRAIN)), _ -> false));
    loop.execute(() -> lane.offer(Optional.empty(), openA(), _ -> false));
    ended();
    assertThat(hands.performed()).isEmpty();
  }

  /** I2: a lease that runs out waits for nobody's transaction. */
  @Test
  void whoeverMustCloseNowInterruptsTheWait() throws Exception {
    hands.transactionsGoOn();
    ActionLane lane = lane(A);
    loop.execute(() -> lane.offer(Optional.of(CLOSE), openA(switchover(DRAIN)), _ -> false));
    loop.execute(lane::callOff);
    ended();
    assertThat(hands.performed()).isEmpty();
  }
}
