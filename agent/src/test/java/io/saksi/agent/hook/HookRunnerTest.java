package io.saksi.agent.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ProcessTable;
import io.saksi.core.command.Command;
import io.saksi.core.hook.HookPoint;
import io.saksi.core.hook.HookRole;
import io.saksi.core.hook.HookRun;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of every kind, real ones: whatever they do, it ends, and is told. */
class HookRunnerTest {
  private static final NodeId A = new NodeId("a");
  private static final Endpoint AT = new Endpoint("10.0.0.1", 5432);
  private static final ClusterState STATE =
      ClusterState.create(
          new Command.CreateCluster(
              new ClusterId("shop", "id"),
              Settings.DEFAULT,
              new Member(A, AT, AT, Optional.of(AT), Optional.empty(), 100)));
  private static final HookRun PROMOTED =
      new HookRun(
          HookPoint.AFTER_PROMOTE,
          new Epoch(7),
          HookRole.STANDBY,
          HookRole.PRIMARY,
          Optional.of(A),
          "NODE_SILENT");
  private static final HookRun ASKED =
      new HookRun(
          HookPoint.BEFORE_SWITCHOVER,
          new Epoch(7),
          HookRole.STANDBY,
          HookRole.PRIMARY,
          Optional.of(A),
          "SWITCHOVER");
  private static final Duration SHORT = Duration.ofSeconds(2);

  @TempDir private Path scratch;
  private Path hooks;

  @BeforeEach
  void makeDirectory() throws IOException {
    hooks = scratch.resolve("hooks");
    for (String point : List.of("after-promote", "before-switchover")) {
      Files.createDirectories(hooks.resolve(point));
      Files.setPosixFilePermissions(
          hooks.resolve(point), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.setPosixFilePermissions(hooks, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path program(String name, String text) throws IOException {
    return program("after-promote", name, text);
  }

  private Path program(String point, String name, String text) throws IOException {
    Path file = Files.writeString(hooks.resolve(point).resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private List<String> run(Duration timeout) throws InterruptedException {
    return new HookRunner(A, new HookConfig(hooks, timeout)).run(PROMOTED, STATE, () -> true);
  }

  private static long alive(String word) {
    return ProcessTable.all().stream()
        .filter(p -> !p.isDead())
        .filter(p -> ProcessTable.commandLine(p.pid()).contains(word))
        .count();
  }

  @Test
  void theyRunInTheOrderOfTheirNamesAndAreToldWhatHappened() throws Exception {
    Path told = scratch.resolve("told");
    program("20-second", "#!/bin/sh\necho second >> " + told + "\n");
    program("10-first", "#!/bin/sh\nenv | grep ^SAKSI_ | sort >> " + told + "\n");
    program("30-old.disabled", "#!/bin/sh\nexit 1\n");
    assertThat(run(SHORT)).isEmpty();
    List<String> lines = Files.readAllLines(told);
    assertThat(lines)
        .contains(
            "SAKSI_HOOK=after-promote",
            "SAKSI_CLUSTER=shop",
            "SAKSI_NODE=a",
            "SAKSI_OLD_ROLE=standby",
            "SAKSI_NEW_ROLE=primary",
            "SAKSI_EPOCH=7",
            "SAKSI_CAUSE=node-silent",
            "SAKSI_PRIMARY=a",
            "SAKSI_PRIMARY_HOST=10.0.0.1",
            "SAKSI_PRIMARY_PORT=5432")
        .endsWith("second");
  }

  @Test
  void oneThatHangsIsKilledAtItsBoundAndTheNextOneRuns() throws Exception {
    Path told = scratch.resolve("told");
    program("10-hangs", "#!/bin/sh\ntrap '' TERM INT\nwhile :; do sleep 1; done\n");
    program("20-next", "#!/bin/sh\ntouch " + told + "\n");
    long begun = System.nanoTime();
    assertThat(run(Duration.ofSeconds(1)))
        .singleElement()
        .satisfies(said -> assertThat(said).contains("10-hangs did not end within 1 s"));
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    assertThat(told).exists();
  }

  @Test
  void whatItBeganEndsWithItAlsoInAnotherSession() throws Exception {
    String word = "hook-test-" + UUID.randomUUID();
    String sleeps = "sh -c 'sleep 300; :' " + word + " &\n";
    program(
        "10-leaves",
        "#!/bin/sh\nfor i in 1 2 3 4 5 6 7 8 9 10; do\n"
            + "setsid "
            + sleeps
            + sleeps
            + "env -i /bin/"
            + sleeps
            + "done\nexit 0\n");
    assertThat(run(Duration.ofSeconds(20))).isEmpty();
    assertThat(alive(word)).isZero();
  }

  @Test
  void oneThatForksOnAndOnIsEnded() throws Exception {
    String word = "hook-test-" + UUID.randomUUID();
    program("10-forks", "#!/bin/sh\nsetsid sh \"$0\" " + word + " &\n[ -n \"$1\" ] || sleep 300\n");
    List<String> _ = run(Duration.ofMillis(500));
    assertThat(alive(word)).isZero();
  }

  @Test
  void hugeOutputHoldsNobodyUp() throws Exception {
    program("10-talks", "#!/bin/sh\nhead -c 2000000 /dev/zero | tr '\\0' x\nexit 3\n");
    assertThat(run(Duration.ofSeconds(60)))
        .singleElement()
        .satisfies(said -> assertThat(said).contains("ended with status 3").hasSizeLessThan(400));
  }

  @Test
  void oneThatFailsIsTriedAgain() throws Exception {
    Path told = scratch.resolve("told");
    program("10-twice", "#!/bin/sh\necho x >> " + told + "\n[ $(wc -l < " + told + ") = 2 ]\n");
    assertThat(run(SHORT)).isEmpty();
    assertThat(told).hasContent("x\nx");
  }

  @Test
  void whatCannotBeRunOrOthersMayChangeIsNotRun() throws Exception {
    Path told = scratch.resolve("told");
    program("10-no-interpreter", "#!/no/such/shell\n");
    Path open = program("20-open", "#!/bin/sh\ntouch " + told + "\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
    Path plain = program("30-plain", "#!/bin/sh\ntouch " + told + "\n");
    Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(run(SHORT))
        .satisfiesExactly(
            said -> assertThat(said).contains("its interpreter /no/such/shell is not there"),
            said -> assertThat(said).contains("others may change it: chmod go-w"),
            said -> assertThat(said).contains("chmod u+x, or remove it"));
    Files.delete(open);
    Files.delete(plain);
    program("40-good", "#!/bin/sh\ntouch " + told + "\n");
    Files.setPosixFilePermissions(
        hooks.resolve("after-promote"), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(run(SHORT)).singleElement().asString().contains("others may change it");
    assertThat(told).doesNotExist();
  }

  /** Whoever gave the order waits for all of them together. */
  @Test
  void thoseWhoMayRefuseHaveOneBoundTogetherAndSilenceIsARefusal() throws Exception {
    Path told = scratch.resolve("told");
    program("before-switchover", "10-fine", "#!/bin/sh\nexit 0\n");
    program("before-switchover", "20-hangs", "#!/bin/sh\nsleep 300\n");
    program("before-switchover", "30-late", "#!/bin/sh\ntouch " + told + "\n");
    HookConfig config = new HookConfig(hooks, Duration.ofMinutes(10));
    long begun = System.nanoTime();
    List<String> said = new HookRunner(A, config, SHORT).run(ASKED, STATE, () -> true);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    assertThat(said)
        .satisfiesExactly(
            first -> assertThat(first).contains("20-hangs did not end within").contains("killed"),
            next ->
                assertThat(next)
                    .isEqualTo("before-switchover/30-late was not run: those before it took 2 s"));
    assertThat(told).doesNotExist();
  }

  @Test
  void whoMayRefuseIsAskedOnce() throws Exception {
    Path told = scratch.resolve("told");
    program("before-switchover", "10-no", "#!/bin/sh\necho x >> " + told + "\nexit 1\n");
    assertThat(new HookRunner(A, new HookConfig(hooks, SHORT)).run(ASKED, STATE, () -> true))
        .singleElement()
        .asString()
        .contains("10-no ended with status 1");
    assertThat(told).hasContent("x");
  }
}
