package io.saksi.agent.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.RealProcesses;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs that behave, refuse, hang, lie, and talk without end. */
class FencerTest {
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** Keeps the machine's power in a file, as the real one's device does; says what it was told. */
  private static final String DEVICE =
      """
      while read -r line; do
        echo "$line" >> $DIR/input
        case $line in action=*) action=${line#action=} ;; esac
      done
      echo "$action" >> $DIR/actions
      case $action in
        off) echo off > $DIR/power ;;
        status) grep -q off $DIR/power && exit 2; exit 0 ;;
      esac
      """;

  @TempDir Path dir;

  @Test
  void aMachineThatIsOffAfterwardsIsFenced() throws Exception {
    FenceTarget target = target(script("fence_good", DEVICE), 2);
    assertThat(fence(target)).isEqualTo(new FenceResult.Confirmed());
    assertThat(lines("actions")).containsExactly("off", "status");
    assertThat(lines("input")).contains("nodename=a", "plug=7", "password=hunter 2");
  }

  @Test
  void whatSaysThatItIsDoneWhileTheMachineRunsIsBelievedInNothing() throws Exception {
    String liar = DEVICE.replace("echo off > $DIR/power", "exit 0");
    FenceResult result = fence(target(script("fence_liar", liar), 2));
    assertThat(result).isInstanceOf(FenceResult.Failed.class);
    assertThat(result.toString()).contains("status says otherwise");
    assertThat(lines("actions")).containsExactly("off", "status", "off", "status");
  }

  @Test
  void badArgumentsAreNotTakenForOff() throws Exception {
    // The library of most agents ends with 2 for them, whatever the action.
    assertThat(fence(target(script("fence_lost", "exit 2"), 2)))
        .isInstanceOf(FenceResult.Failed.class);
  }

  @Test
  void oneThatRefusesIsTriedAgainAndNoMoreThanThat() throws Exception {
    String flaky = "echo x >> $DIR/tries; test $(wc -l < $DIR/tries) -ge 2 || exit 1\n" + DEVICE;
    assertThat(fence(target(script("fence_flaky", flaky), 2)))
        .isEqualTo(new FenceResult.Confirmed());
    FenceResult refused = fence(target(script("fence_no", "echo nobody home; exit 1"), 3));
    assertThat(refused.toString()).contains("nobody home");
  }

  @Test
  void oneThatHangsIsEndedInTimeWithAllThatItStarted() throws Exception {
    String hangs = "sleep 61 & echo $! > $DIR/child; trap '' TERM; while :; do sleep 1; done";
    FenceTarget target = target(script("fence_hangs", hangs), 2);
    long begin = System.nanoTime();
    FenceResult result = fence(target);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(result.toString()).contains("no end in time");
    assertThat(took).isLessThan(target.bound().plusSeconds(2));
    long child = Long.parseLong(lines("child").getFirst());
    RealProcesses.await("the child's end", () -> !RealProcesses.lives(child));
  }

  @Test
  void garbageWithoutEndIsReadAndForgotten() throws Exception {
    String loud = "head -c 2000000 /dev/urandom\n" + DEVICE;
    assertThat(fence(target(script("fence_loud", loud), 1))).isEqualTo(new FenceResult.Confirmed());
    String bye = "printf 'a\\033[31mb\\000\\nc'; exit 9";
    assertThat(fence(target(script("fence_bye", bye), 1)).toString()).contains("a [31mb c");
  }

  @Test
  void oneThatReadsNothingAndCannotBeStarted() throws Exception {
    assertThat(fence(target(script("fence_deaf", "exec sleep 60 <&-"), 1)))
        .isInstanceOf(FenceResult.Failed.class);
    assertThat(fence(target(dir.resolve("missing"), 1)).toString()).contains("missing");
  }

  @Test
  void aVetoThatSaysNoOrNothingOrHangsIsOne() throws Exception {
    for (String veto : List.of("echo in maintenance; exit 1", "sleep 60", "kill -9 $$")) {
      FenceTarget target = target(script("fence_good", DEVICE), 1, script("veto", veto));
      assertThat(fence(target)).as(veto).isInstanceOf(FenceResult.Vetoed.class);
      assertThat(dir.resolve("actions")).doesNotExist();
    }
    Path asks = script("veto", "test \"$1 $2\" = 'a 7'");
    assertThat(fence(target(script("fence_good", DEVICE), 1, asks)))
        .isEqualTo(new FenceResult.Confirmed());
  }

  @Test
  void everyAttemptIsAskedFor() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Fencer fencer = new Fencer(target(script("fence_no", "exit 1"), 3), PAUSE);
    assertThat(fencer.fence(new Epoch(7), () -> asked.incrementAndGet() < 2))
        .isEqualTo(new FenceResult.NotOurs());
    assertThat(asked).hasValue(2);
  }

  @Test
  void aCommandIsToldByItsArguments() throws Exception {
    String command = "echo \"$*\" >> $DIR/calls; test $1 = status && exit 2; exit 0";
    Path program = script("my-fence", command);
    FenceTarget agent = target(program, 1);
    FenceTarget target =
        new FenceTarget(
            agent.node(),
            program,
            FenceTarget.Calling.COMMAND,
            Map.of(),
            Map.of(),
            Optional.empty(),
            agent.bound(),
            1);
    assertThat(fence(target)).isEqualTo(new FenceResult.Confirmed());
    assertThat(lines("calls")).containsExactly("off a", "status a");
  }

  private FenceResult fence(FenceTarget target) throws InterruptedException {
    return new Fencer(target, PAUSE).fence(new Epoch(7), () -> true);
  }

  private FenceTarget target(Path program, int attempts) throws IOException {
    return target(program, attempts, null);
  }

  private FenceTarget target(Path program, int attempts, Path veto) throws IOException {
    Path secret = dir.resolve("secret");
    if (!Files.exists(secret)) {
      Files.writeString(secret, "hunter 2\n");
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(dir.resolve("power"), "on");
    }
    return new FenceTarget(
        new NodeId("a"),
        program,
        FenceTarget.Calling.AGENT,
        Map.of("plug", "7"),
        Map.of("password", secret),
        Optional.ofNullable(veto),
        Duration.ofSeconds(4),
        attempts);
  }

  private Path script(String name, String body) throws IOException {
    Path file = dir.resolve(name);
    Files.writeString(file, "#!/bin/sh\nDIR=" + dir + "\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private List<String> lines(String name) throws IOException {
    return Files.readAllLines(dir.resolve(name));
  }
}
