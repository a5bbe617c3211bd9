package io.saksi.agent.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.os.RealProcesses;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Sightings;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk with a real program, and a log that the test answers for. */
class FenceDeskTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Epoch E1 = new Epoch(1);

  @TempDir Path dir;
  private final List<Command> written = new CopyOnWriteArrayList<>();
  private final List<Throwable> broken = new CopyOnWriteArrayList<>();
  private final EventLoop loop = new EventLoop(broken::add);
  private volatile Moment now = new Moment(Duration.ofSeconds(12).toNanos());
  private volatile CompletableFuture<CommandResult> answer =
      CompletableFuture.completedFuture(new CommandResult.Applied(9));
  private ClusterState deposed;

  @BeforeEach
  void make() throws Exception {
    deposed = deposed();
  }

  @AfterEach
  void end() {
    loop.close();
    assertThat(broken).isEmpty();
  }

  @Test
  void theLogIsAskedThenTheMachineIsOffThenTheProofIsRecorded() throws Exception {
    look(desk(B, "test $action = status && exit 2; exit 0"));
    RealProcesses.await("the proof", () -> written.size() == 2);
    assertThat(written)
        .containsExactly(
            new Command.AskFence(E1, A), new Command.RecordFence(E1, FenceProof.FENCE_AGENT));
    assertThat(calls()).containsExactly("off", "status");
  }

  @Test
  void whatTheLogRefusesIsNotDone() throws Exception {
    answer = CompletableFuture.completedFuture(new CommandResult.Refused("elected again"));
    FenceDesk desk = desk(B, "exit 0");
    look(desk);
    RealProcesses.await("the question", () -> written.size() == 1);
    later(desk);
    assertThat(dir.resolve("calls")).doesNotExist();
  }

  @Test
  void whoNoLongerLeadsGetsNoAnswerAndDoesNothing() throws Exception {
    answer = CompletableFuture.failedFuture(new IllegalStateException("not the leader"));
    FenceDesk desk = desk(B, "exit 0");
    look(desk);
    RealProcesses.await("the question", () -> written.size() == 1);
    later(desk);
    assertThat(dir.resolve("calls")).doesNotExist();
  }

  @Test
  void nobodyTurnsItselfOff() throws Exception {
    look(desk(A, "exit 0"));
    assertThat(written).isEmpty();
  }

  @Test
  void neverTwoAtOnceAndNoProofOfAFailure() throws Exception {
    Files.writeString(dir.resolve("hold"), "");
    FenceDesk desk = desk(B, "while test -e $DIR/hold; do sleep 0.01; done; exit 1");
    for (int i = 0; i < 5; i++) {
      look(desk);
    }
    RealProcesses.await("a call", () -> Files.exists(dir.resolve("calls")));
    look(desk);
    assertThat(written).containsExactly(new Command.AskFence(E1, A));
    Files.delete(dir.resolve("hold"));
    later(desk);
    assertThat(written).doesNotHaveAnyElementsOfTypes(Command.RecordFence.class);
  }

  /** Once what is under way has ended, a look within the pause begins nothing. */
  private void later(FenceDesk desk) throws Exception {
    int before = written.size();
    RealProcesses.await("the end of the first try", desk::isIdle);
    look(desk);
    assertThat(written).as("a pause after a failure").hasSize(before);
  }

  private FenceDesk desk(NodeId self, String body) throws Exception {
    Path program = dir.resolve("fence");
    String head = "#!/bin/sh\nDIR=" + dir + "\nread -r line; action=${line#action=}\n";
    Files.writeString(program, head + "echo $action >> $DIR/calls\n" + body + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    FenceTarget target =
        new FenceTarget(
            A,
            program,
            FenceTarget.Calling.AGENT,
            Map.of(),
            Map.of(),
            Optional.empty(),
            Duration.ofSeconds(10),
            1);
    return new FenceDesk(loop, self, () -> now, new FenceConfig(Map.of(A, target)), this::write);
  }

  private CompletableFuture<CommandResult> write(LogEntry entry) {
    written.add(entry.command());
    return answer;
  }

  private void look(FenceDesk desk) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(() -> {
      desk.look(deposed, view());
      done.countDown();
    });
    assertThat(done.await(RealProcesses.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private List<String> calls() throws Exception {
    return Files.readAllLines(dir.resolve("calls"));
  }

  /** Nothing was heard of anybody since 10 s; the lease was renewed at 10 s. */
  private ClusterView view() {
    Moment since = new Moment(Duration.ofSeconds(10).toNanos());
    Duration ttl = Settings.DEFAULT.leaseTtl();
    return new ClusterView(
        since,
        since,
        Map.of(),
        Optional.of(new ClusterView.LeaseSeen(E1, ttl, since)),
        Sightings.NONE);
  }

  private static ClusterState deposed() {
    Endpoint at = new Endpoint("127.0.0.1", 1);
    Member founder = new Member(A, at, at, Optional.of(at), Optional.empty(), 1);
    ClusterState state =
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("c", "id"), Settings.DEFAULT, founder));
    List<Command> commands =
        List.of(
            new Command.Found(A),
            new Command.Open(E1, SyncSet.NOBODY, Optional.empty()),
            new Command.Renew(E1, 1, Settings.DEFAULT.leaseTtl(), Optional.empty()),
            new Command.BeginFailover(E1, Cause.NODE_SILENT));
    for (Command command : commands) {
      Outcome outcome = state.apply(command, OptionalLong.empty());
      assertThat(outcome).as(command.toString()).isInstanceOf(Outcome.Applied.class);
      state = ((Outcome.Applied) outcome).state();
    }
    assertThat(state.reign()).isInstanceOf(Reign.Electing.class);
    return state;
  }
}
