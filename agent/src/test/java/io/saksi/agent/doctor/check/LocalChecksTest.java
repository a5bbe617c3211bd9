package io.saksi.agent.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.config.AgentOptions;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Each check is shown a machine that is in order and one that is not. */
class LocalChecksTest {
  @TempDir Path root;

  @Command(name = "agent")
  private static final class Options {
    @Mixin private final AgentOptions agent = new AgentOptions();
  }

  private Place bare() {
    return new Place(root, Optional.empty());
  }

  private Place node(String host) throws Exception {
    Path secret = root.resolve("secret");
    if (!Files.exists(secret)) {
      Files.writeString(secret, "a secret that is long enough");
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    }
    Options options = new Options();
    new CommandLine(options)
        .parseArgs(
            "--cluster=t",
            "--node=a",
            "--home=" + Files.createDirectories(root.resolve("home")),
            "--run-dir=/dev/shm",
            "--listen=" + host + ":7400",
            "--raft-listen=" + host + ":7401",
            "--postgres-listen=" + host + ":5432",
            "--secret-file=" + secret);
    AgentConfig config = options.agent.toConfig();
    return new Place(root, Optional.of(config));
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static List<String> codes(LocalCheck check, Place place) throws IOException {
    return check.examine(place).stream().map(Finding::code).toList();
  }

  @Test
  void clock() {
    assertThat(new WallClockCheck(() -> Optional.of(Duration.ofMillis(3))).examine(bare()))
        .isEmpty();
    assertThat(new WallClockCheck(() -> Optional.of(Duration.ofSeconds(2))).examine(bare()))
        .extracting(Finding::code)
        .containsExactly("CLOCK_OUT_OF_BOUNDS");
    assertThat(new WallClockCheck(Optional::empty).examine(bare()))
        .extracting(Finding::code)
        .containsExactly("CLOCK_NOT_KEPT");
  }

  @Test
  void watchdogAndCgroup() throws Exception {
    assertThat(codes(new WatchdogCheck(), bare())).containsExactly("NO_WATCHDOG");
    assertThat(codes(new CgroupCheck(), bare())).containsExactly("NO_CGROUP_V2");
    file("dev/watchdog0", "");
    file("sys/fs/cgroup/cgroup.controllers", "cpu");
    assertThat(codes(new WatchdogCheck(), bare())).isEmpty();
    assertThat(codes(new CgroupCheck(), bare())).isEmpty();
  }

  private void process(int id, int parent, String name, String more) throws IOException {
    file("proc/" + id + "/comm", name + "\n");
    file("proc/" + id + "/status", "Name:\t" + name + "\nPPid:\t" + parent + "\n" + more);
    file("proc/" + id + "/oom_score_adj", "-1000\n");
    file(
        "proc/" + id + "/limits",
        """
        Max locked memory         8388608              8388608              bytes
        Max nice priority         0                    0
        Max realtime priority     0                    0
        """);
  }

  @Test
  void whatTheGuardMayDo() throws Exception {
    Files.createDirectories(root.resolve("proc"));
    assertThat(codes(new GuardCheck(), bare())).containsExactly("NO_GUARD");
    String own = "Uid:\t101\t101\t101\t101\n";
    process(10, 1, "saksi-guard", own + "CapEff:\t0000000000000000\n");
    process(11, 10, "saksi-agent", own);
    process(12, 11, "postgres", own);
    assertThat(codes(new GuardCheck(), bare()))
        .containsExactly("GUARD_NOT_FIRST", "GUARD_MAY_BE_SWAPPED");
    process(12, 11, "postgres", "Uid:\t26\t26\t26\t26\n");
    assertThat(codes(new GuardCheck(), bare())).contains("GUARD_MAY_NOT_KILL");
    process(12, 999, "postgres", "Uid:\t26\t26\t26\t26\n");
    assertThat(codes(new GuardCheck(), bare())).doesNotContain("GUARD_MAY_NOT_KILL");
    // SYS_NICE, IPC_LOCK and KILL.
    process(10, 1, "saksi-guard", own + "CapEff:\t0000000000804020\n");
    process(12, 10, "postgres", "Uid:\t26\t26\t26\t26\n");
    assertThat(codes(new GuardCheck(), bare())).isEmpty();
    process(10, 1, "saksi-guard", own + "CapEff:\t0000000000000020\n");
    file(
        "proc/10/limits",
        "Max locked memory  unlimited unlimited bytes\nMax nice priority  40 40\n");
    assertThat(codes(new GuardCheck(), bare())).isEmpty();
  }

  @Test
  void outOfMemory() throws Exception {
    process(10, 1, "saksi-guard", "");
    process(12, 10, "postgres", "");
    process(13, 12, "postgres", "");
    file("proc/13/oom_score_adj", "0\n");
    assertThat(codes(new OutOfMemoryCheck(), bare())).isEmpty();
    file("proc/13/oom_score_adj", "-900\n");
    assertThat(codes(new OutOfMemoryCheck(), bare())).containsExactly("SESSIONS_SHIELDED");
    file("proc/12/oom_score_adj", "0\n");
    assertThat(codes(new OutOfMemoryCheck(), bare())).containsExactly("POSTMASTER_MAY_BE_ENDED");
    file("proc/10/oom_score_adj", "0\n");
    assertThat(codes(new OutOfMemoryCheck(), bare()))
        .containsExactly("GUARD_MAY_BE_ENDED", "POSTMASTER_MAY_BE_ENDED");
    file("proc/12/status", "Name:\tpostgres\nPPid:\t1\n");
    assertThat(codes(new OutOfMemoryCheck(), bare())).containsExactly("GUARD_MAY_BE_ENDED");
  }

  @Test
  void swapAndMemory() throws Exception {
    file("proc/swaps", "Filename Type\n/dev/sda2 partition\n");
    file("proc/sys/vm/swappiness", "60\n");
    file("proc/sys/vm/overcommit_memory", "0\n");
    assertThat(codes(new SwapCheck(), bare())).containsExactly("SWAP_IN_USE");
    assertThat(codes(new MemoryCheck(), bare())).containsExactly("MEMORY_OVERCOMMITTED");
    file("proc/sys/vm/swappiness", "10\n");
    file("proc/sys/vm/overcommit_memory", "2\n");
    assertThat(codes(new SwapCheck(), bare())).isEmpty();
    assertThat(codes(new MemoryCheck(), bare())).isEmpty();
    file("proc/sys/vm/swappiness", "60\n");
    file("proc/swaps", "Filename Type\n");
    assertThat(codes(new SwapCheck(), bare())).isEmpty();
  }

  @Test
  void openFiles() throws Exception {
    file("proc/self/limits", "Max open files            1024                 4096       files\n");
    assertThat(codes(new OpenFilesCheck(), bare())).containsExactly("FEW_OPEN_FILES");
    file("proc/self/limits", "Max open files            65536                65536      files\n");
    assertThat(codes(new OpenFilesCheck(), bare())).isEmpty();
    file("proc/self/limits", "Max open files            unlimited            unlimited  files\n");
    assertThat(codes(new OpenFilesCheck(), bare())).isEmpty();
  }

  @Test
  void secret() throws Exception {
    assertThat(codes(new SecretCheck(), node("127.0.0.1"))).isEmpty();
    Files.setPosixFilePermissions(
        root.resolve("secret"), PosixFilePermissions.fromString("rw-r-----"));
    assertThat(new SecretCheck().examine(node("127.0.0.1")))
        .extracting(Finding::code, Finding::severity)
        .containsExactly(tuple("SECRET_READABLE", Severity.DANGER));
  }

  @Test
  void volumes() throws Exception {
    Place place = node("127.0.0.1");
    Files.createDirectories(place.agent().raftDirectory());
    Files.createDirectories(place.agent().dataDirectory());
    assertThat(codes(new RaftVolumeCheck(), place)).containsExactly("RAFT_SHARES_VOLUME");
    assertThat(codes(new RunDirectoryCheck(), place)).isEmpty();
  }

  @Test
  void flush() throws Exception {
    Path home = root.resolve("home");
    assertThat(FlushCheck.judge(Duration.ofMillis(2), home)).isEmpty();
    assertThat(FlushCheck.judge(Duration.ofNanos(900), home))
        .extracting(Finding::code)
        .containsExactly("FLUSH_TOO_FAST");
    assertThat(FlushCheck.judge(Duration.ofMillis(90), home))
        .extracting(Finding::code)
        .containsExactly("FLUSH_SLOW");
    new FlushCheck().examine(node("127.0.0.1"));
    try (var left = Files.list(home)) {
      assertThat(left).as("nothing stays").isEmpty();
    }
  }

  @Test
  void addresses() throws Exception {
    assertThat(codes(new OwnAddressCheck(), node("127.0.0.1"))).isEmpty();
    assertThat(codes(new OwnAddressCheck(), node("192.0.2.1"))).containsExactly("NOT_OUR_ADDRESS");
  }

  @Test
  void dataOfSomebodyElse() throws Exception {
    Place place = node("127.0.0.1");
    assertThat(codes(new DataDirectoryCheck(), place)).isEmpty();
    file("home/data/PG_VERSION", "15\n");
    assertThat(codes(new DataDirectoryCheck(), place)).containsExactly("FOREIGN_DATA");
  }
}
