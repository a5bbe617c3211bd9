package io.saksi.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On the kernel's own groups where this user may make one; as root it has to be possible. Elsewhere
 * only that nothing is found, and nothing breaks.
 */
class ControlGroupTest {
  private static final String NAME = "saksi-test-" + ProcessHandle.current().pid();

  @TempDir Path directory;
  private final RealProcesses processes = new RealProcesses();
  private Optional<ControlGroup> group = Optional.empty();

  @BeforeEach
  void make() throws Exception {
    group = ControlGroup.below(NAME);
    boolean version2 = Files.readString(Path.of("/proc/self/mountinfo")).contains(" - cgroup2 ");
    boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    if (root && version2 && Files.isWritable(Path.of("/sys/fs/cgroup"))) {
      assertThat(group).as("a cgroup below our own").isPresent();
    }
  }

  @AfterEach
  void end() {
    processes.close();
    group.ifPresent(g -> {
      g.kill();
      RealProcesses.await("an empty group", () -> g.processes().isEmpty());
      g.discard();
    });
  }

  @Test
  void whatWorksElsewhereIsKilledWithTheGroup() throws Exception {
    if (group.isEmpty()) {
      return; // nothing to be had here: what then is done has tests of its own
    }
    // Left the data directory, as a program that a server process started may.
    Process stray = processes.shell(Path.of("/"), "sleep 60 & sleep 60");
    assertThat(group.get().take(stray.pid())).isTrue();
    long pid = stray.pid();
    assertThat(Occupants.of(directory, group).alive()).extracting(ProcessInfo::pid).contains(pid);
    KillResult result = Occupants.of(directory, group).killAll(Duration.ofSeconds(5));
    assertThat(result).isInstanceOf(KillResult.AllDead.class);
    assertThat(RealProcesses.lives(pid)).isFalse();
    assertThat(group.get().processes()).isEmpty();
  }

  @Test
  void oneThatForksWithoutAPauseHasNoSurvivor() throws Exception {
    if (group.isEmpty()) {
      return;
    }
    String members = group.get().members().toString();
    String forks = "echo $$ > " + members + "; while :; do (sleep 5 &) ; done";
    processes.shell(Path.of("/"), forks);
    ControlGroup forking = group.get();
    RealProcesses.await("a crowd", () -> forking.processes().size() > 20);
    KillResult result = Occupants.of(directory, group).killAll(Duration.ofSeconds(10));
    assertThat(result).isInstanceOf(KillResult.AllDead.class);
    assertThat(forking.processes()).isEmpty();
  }

  @Test
  void aDirectoryThatIsNoGroupIsNone() {
    assertThat(ControlGroup.existing(directory)).isEmpty();
    assertThat(ControlGroup.in(directory.resolve("missing"), NAME)).isEmpty();
  }
}
