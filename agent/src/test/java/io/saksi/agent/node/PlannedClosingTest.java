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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for transactions before their end, and who does not. */
class PlannedClosingTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Epoch E1 = new Epoch(1);
  private static final Duration DRAIN = Duration.ofSeconds(7);
  private static final Action CLOSE = new Action.SetGate(E1, Gate.CLOSED);
  private static final Action DOWN = new Action.ShutDown(E1);

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

  private ActionLane lane() throws Exception {
    Promises promises = Promises.load(directory.resolve("promises"));
    return new ActionLane(loop, () -> new Moment(1_000_000_000L), hands, promises, done::add);
  }

  private void carriesOut(Action action, ClusterState state) throws Exception {
    ActionLane lane = lane();
    loop.execute(() -> lane.offer(Optional.of(action), state, _ -> false));
    ended();
  }

  private void ended() throws Exception {
    assertThat(done.poll(10, TimeUnit.SECONDS)).as("the action ends").isNotNull();
  }

  @Test
  void primaryThatHandsOverLetsTransactionsEnd() throws Exception {
    carriesOut(DOWN, openA(switchover(DRAIN)));
    assertThat(hands.drains()).containsExactly(DRAIN);
    assertThat(hands.performed()).containsExactly(DOWN);
  }

  @Test
  void noneNeedsToBeWaitedFor() throws Exception {
    carriesOut(DOWN, openA(switchover(Duration.ZERO)));
    assertThat(hands.drains()).isEmpty();
    assertThat(hands.performed()).containsExactly(DOWN);
  }

  /** I5, and a lease that runs out: whoever must close does so at once, whatever else goes on. */
  @Test
  void whoClosesDoesNotWait() throws Exception {
    carriesOut(CLOSE, openA(switchover(DRAIN)));
    assertThat(hands.drains()).isEmpty();
    assertThat(hands.performed()).containsExactly(CLOSE);
  }

  /** Else the leader would see neither that it serves, nor that nothing has changed yet. */
  @Test
  void whileItWaitsItIsReportedAsItIs() throws Exception {
    hands.transactionsGoOn();
    ActionLane lane = lane();
    loop.execute(() -> lane.offer(Optional.of(DOWN), openA(switchover(DRAIN)), _ -> false));
    assertThat(onLoop(lane::busy)).isEmpty();
    assertThat((boolean) onLoop(lane::closes)).as("nobody is sent here any more").isTrue();
    loop.execute(lane::callOff);
    ended();
  }

  private <T> T onLoop(Supplier<T> question) throws Exception {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(() -> answer.complete(question.get()));
    return answer.get(10, TimeUnit.SECONDS);
  }

  @Test
  void orderThatIsTakenBackMeanwhileHasChangedNothing() throws Exception {
    hands.transactionsGoOn();
    ActionLane lane = lane();
    loop.execute(() -> lane.offer(Optional.of(DOWN), openA(switchover(DRAIN)), _ -> false));
    loop.execute(() -> lane.offer(Optional.empty(), openA(), _ -> false));
    ended();
    assertThat(hands.performed()).isEmpty();
  }

  /** I2: a lease that runs out waits for nobody's transaction. */
  @Test
  void whoeverMustCloseNowInterruptsTheWait() throws Exception {
    hands.transactionsGoOn();
    ActionLane lane = lane();
    loop.execute(() -> lane.offer(Optional.of(DOWN), openA(switchover(DRAIN)), _ -> false));
    loop.execute(lane::callOff);
    ended();
    assertThat(hands.performed()).isEmpty();
  }
}
