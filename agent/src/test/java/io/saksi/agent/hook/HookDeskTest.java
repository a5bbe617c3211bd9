package io.saksi.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.node.Hands;
import io.saksi.agent.node.OwnNode;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, told by a desk of the primary a, which is stopped and started in between. */
class HookDeskTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Epoch E1 = new Epoch(1);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final ClusterState OPEN =
      after(
          ClusterState.create(
              new Command.CreateCluster(
                  new ClusterId("shop", "8f14e45f-ceea-467f-a1b2-000000000001"),
                  Settings.DEFAULT,
                  member(A))),
          new Command.PutMember(member(B)),
          new Command.RecordInstance(A, new InstanceId("data-of-a")),
          new Command.RecordInstance(B, new InstanceId("data-of-b")),
          new Command.Found(A),
          new Command.Open(E1, SyncSet.NOBODY, Optional.empty()));
  private static final ClusterState SWITCHING =
      after(OPEN, new Command.BeginSwitchover(E1, B, Duration.ofSeconds(9)));

  @TempDir private Path scratch;
  private Path hooks;
  private Path told;
  private volatile Optional<ClusterState> state = Optional.of(OPEN);
  private volatile Optional<OwnNode> own = Optional.of(serving(Gate.WRITE));
  private final AtomicInteger changes = new AtomicInteger();
  private Optional<HookDesk> desk = Optional.empty();

  private static Member member(NodeId node) {
    Endpoint at = new Endpoint("10.0.0.1", 5432);
    return new Member(node, at, at, Optional.of(at), Optional.empty(), 100);
  }

  private static ClusterState after(ClusterState from, Command... commands) {
    ClusterState now = from;
    for (Command command : commands) {
      Outcome outcome = now.apply(command, OptionalLong.empty());
      if (!(outcome instanceof Outcome.Applied applied)) {
        throw new AssertionError(outcome);
      }
      now = applied.state();
    }
    return now;
  }

  private static OwnNode serving(Gate gate) {
    Postgres primary =
        new Postgres.Primary(E1, 1, new Lsn(500), Optional.empty(), List.of(), Optional.empty());
    Hands.Facts seen =
        new Hands.Facts(
            primary,
            gate,
            Optional.of(new InstanceId("data-of-a")),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            true);
    return new OwnNode(seen, new Moment(0), E1, E1, Optional.empty(), false);
  }

  @BeforeEach
  void makeDirectory() throws IOException {
    hooks = Files.createDirectory(scratch.resolve("hooks"));
    told = scratch.resolve("told");
    Files.createFile(told);
  }

  @AfterEach
  void end() {
    desk.ifPresent(HookDesk::close);
  }

  private void program(String point, String name, String text) throws IOException {
    Path place = Files.createDirectories(hooks.resolve(point));
    Path file = Files.writeString(place.resolve(name), "#!/bin/sh\n" + text + "\n");
    for (Path each : List.of(hooks, place, file)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** Writes a word down. */
  private String say(String word) {
    return "echo " + word + " >> " + told;
  }

  private Path ledger() {
    return scratch.resolve("hooks.told");
  }

  private HookDesk start() {
    HookDesk started =
        HookDesk.start(
            A,
            new HookConfig(hooks, TIMEOUT),
            scratch,
            () -> state,
            () -> own,
            changes::incrementAndGet);
    desk = Optional.of(started);
    return started;
  }

  private static void await(BooleanSupplier holds) throws InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + SOON.toSeconds() + " s");
      }
      Thread.sleep(10);
    }
  }

  private List<String> told() {
    try {
      return Files.readAllLines(told);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitTold(String... words) throws InterruptedException {
    await(() -> told().equals(List.of(words)));
  }

  /** All that was due has been told: then what is on disk says so. */
  private void awaitLedger(String line) throws InterruptedException {
    await(() -> {
      try {
        return Files.exists(ledger()) && Files.readAllLines(ledger()).contains(line);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
  }

  @Test
  void whatRunsBeforeIsRecordedBeforeItBeginsAndWhatRunsAfterwardsWhenItHasEnded()
      throws Exception {
    program("after-promote", "10", say("promoted"));
    program("after-change", "10", "test -e " + ledger() + " || " + say("not-yet"));
    program("before-change", "10", "grep change= " + ledger() + " >> " + told);
    start();
    awaitTold("promoted", "not-yet");
    awaitLedger("role=PRIMARY");
    state = Optional.of(SWITCHING);
    await(() -> told().size() == 3);
    assertThat(told().getLast()).isEqualTo("change=2");
  }

  @Test
  void whoRestartsInTheMiddleRepeatsWhatRunsAfterwards() throws Exception {
    program("after-promote", "10", say("promoted"));
    program("after-change", "10", say("changed") + "; sleep 1000");
    start();
    awaitTold("promoted", "changed");
    desk.orElseThrow().close();
    program("after-change", "10", say("changed"));
    start();
    awaitTold("promoted", "changed", "promoted", "changed");
    awaitLedger("role=PRIMARY");
  }

  @Test
  void whoRestartsInTheMiddleDoesNotRepeatWhatRunsBefore() throws Exception {
    program("before-change", "10", say("change") + "; sleep 1000");
    program("before-demote", "10", say("demote"));
    start();
    awaitLedger("role=PRIMARY");
    state = Optional.of(SWITCHING);
    awaitTold("change");
    desk.orElseThrow().close();
    start();
    awaitTold("change", "demote");
  }

  @Test
  void whoRestartsWithEverythingToldTellsNothing() throws Exception {
    program("after-change", "10", say("changed"));
    start();
    awaitLedger("role=PRIMARY");
    desk.orElseThrow().close();
    start();
    program("before-change", "10", say("change"));
    state = Optional.of(SWITCHING);
    awaitTold("changed", "change");
  }

  /** Its gate is what clients see: not before that is open. */
  @Test
  void aPrimaryThatDoesNotServeYetIsToldNothing() throws Exception {
    program("after-promote", "10", say("promoted"));
    program("before-change", "10", say("change"));
    own = Optional.of(serving(Gate.CLOSED));
    start();
    state = Optional.of(SWITCHING);
    awaitTold("change");
    state = Optional.of(OPEN);
    own = Optional.of(serving(Gate.WRITE));
    awaitTold("change", "promoted");
  }

  @Test
  void aFailureIsShownUntilThatPointRunsWithoutOne() throws Exception {
    program("before-change", "10", "echo no such host; exit 3");
    HookDesk running = start();
    awaitLedger("role=PRIMARY");
    state = Optional.of(SWITCHING);
    await(() -> !running.trouble().isEmpty());
    assertThat(running.trouble())
        .singleElement()
        .asString()
        .startsWith("HOOK_FAILED: before-change/10 ended with status 3: no such host");
    await(() -> changes.get() == 1);
    program("before-change", "10", "exit 0");
    state =
        Optional.of(
            after(
                SWITCHING, new Command.CancelSwitchover(E1, "no"), new Command.FinishRollback(E1)));
    awaitLedger("change=1");
    state = Optional.of(SWITCHING);
    await(() -> running.trouble().isEmpty());
    await(() -> changes.get() == 2);
  }

  @Test
  void whatHangsIsEndedWhenTheAgentEnds() throws Exception {
    program("after-promote", "10", say("begun") + "; trap '' TERM; while :; do sleep 1; done");
    HookDesk running = start();
    awaitTold("begun");
    long begun = System.nanoTime();
    running.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(12));
  }

  @Test
  void onlyTheAskedOnesMayObjectAndEachSaysWhy() throws Exception {
    program("before-switchover", "10-fine", say("$SAKSI_OLD_ROLE-$SAKSI_NEW_ROLE-$SAKSI_PRIMARY"));
    program("before-switchover", "20-no", "echo a backup runs; exit 1");
    program("before-change", "10", "exit 1");
    own = Optional.empty();
    HookDesk running = start();
    assertThat(running.objections(B))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.code()).isEqualTo(Readiness.HOOK_REFUSED);
          assertThat(finding.text())
              .isEqualTo("before-switchover/20-no ended with status 1: a backup runs");
        });
    assertThat(told()).containsExactly("primary-standby-b");
    assertThat(running.trouble()).as("a refusal is no failure").isEmpty();
    state = Optional.empty();
    assertThat(running.objections(B)).as("it knows of no cluster").isEmpty();
  }
}
