package io.saksi.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  @TempDir Path root;
  private Path data;
  private final RealProcesses processes = new RealProcesses();

  @BeforeEach
  void makeADataDirectory() throws Exception {
    data = Files.createDirectory(root.resolve("data"));
  }

  @AfterEach
  void endThem() {
    processes.close();
  }

  @Test
  void aTreeIsKilledWithThoseThatIgnoreSigterm() throws Exception {
    Process postmaster =
        processes.shell(
            data, "trap '' TERM; (trap '' TERM; sleep 60; :) & sleep 60 & sleep 60 & wait");
    RealProcesses.writePidFile(data, postmaster.pid());
    RealProcesses.await("a tree", () -> ProcessTable.inDirectory(data).size() == 5);

    KillResult result = Processes.killAll(data, RealProcesses.PATIENCE);

    System.out.println("a tree killed: " + result);
    assertThat(result).isInstanceOf(KillResult.AllDead.class);
    assertThat(ProcessTable.inDirectory(data)).isEmpty();
  }

  @Test
  void oneThatForksAllTheTimeIsOutrun() throws Exception {
    Process forks = processes.shell(data, "while :; do sleep 0.01 & sleep 0.001; done");
    RealProcesses.writePidFile(data, forks.pid());
    RealProcesses.await("forks", () -> ProcessTable.inDirectory(data).size() > 1);
    assertThat(Processes.killAll(data, RealProcesses.PATIENCE))
        .isInstanceOf(KillResult.AllDead.class);
    assertThat(ProcessTable.inDirectory(data)).isEmpty();
  }

  @Test
  void aPidFileIsForgottenThoughItsNumberIsAnotherProcessNow() throws Exception {
    Process stranger = processes.shell(root, "sleep 60 & wait");
    RealProcesses.writePidFile(data, stranger.pid());
    assertThat(Processes.forgetDeadPostmaster(data)).isTrue();
    assertThat(data).isEmptyDirectory();
    assertThat(stranger.isAlive()).isTrue();
    assertThat(Processes.forgetDeadPostmaster(data)).as("there is none to forget").isFalse();
  }

  @Test
  void aPidFileStaysWhileAnOrphanWorksInTheDirectory() throws Exception {
    processes.pidPrintedBy(processes.shell(data, "sleep 60 & echo $!"));
    RealProcesses.writePidFile(data, 1);
    assertThat(Processes.forgetDeadPostmaster(data)).isFalse();
    assertThat(data).isNotEmptyDirectory();
  }

  /** By the name of a link alone nobody is found who works in the directory itself. */
  @Test
  void aPidFileStaysWhereTheDirectoryCouldNotBeRead() throws Exception {
    processes.pidPrintedBy(processes.shell(data, "sleep 60 & echo $!"));
    RealProcesses.writePidFile(data, 1);
    Path link = root.resolve("link");
    Occupants unread = Occupants.of(link);
    Files.createSymbolicLink(link, data);
    assertThat(Processes.forgetDeadPostmaster(link, unread)).isFalse();
    assertThat(data).isNotEmptyDirectory();
  }

  @Test
  void orphansOfADeadPostmasterAreKilled() throws Exception {
    long orphan = processes.pidPrintedBy(processes.shell(data, "sleep 60 & echo $!"));
    assertThat(Processes.killAll(data, RealProcesses.PATIENCE))
        .isInstanceOf(KillResult.AllDead.class);
    assertThat(RealProcesses.lives(orphan)).isFalse();
  }

  @Test
  void aStoppedOneIsKilled() throws Exception {
    Process postmaster = processes.shell(data, "exec sleep 60");
    Signals.send(postmaster.pid(), Signal.SIGSTOP);
    assertThat(Processes.killAll(data, RealProcesses.PATIENCE))
        .isInstanceOf(KillResult.AllDead.class);
  }

  @Test
  void aPostmasterThatIsJustEndingIsNotTakenForAnotherUsers() throws Exception {
    Path program = Files.copy(Path.of("/bin/sleep"), root.resolve("postgres"));
    for (int round = 0; round < 300; round++) {
      Process postmaster = processes.shell(data, "exec " + program + " 60");
      RealProcesses.writePidFile(data, postmaster.pid());
      RealProcesses.await("its name", () -> Processes.postmaster(data).isPresent());
      assertThat(Processes.killAll(data, RealProcesses.PATIENCE))
          .isInstanceOf(KillResult.AllDead.class);
      postmaster.waitFor();
    }
  }

  @Test
  void aStalePidFileHarmsNobody() throws Exception {
    Process bystander = processes.shell(root, "exec sleep 60");
    RealProcesses.writePidFile(data, bystander.pid());
    assertThat(Processes.postmaster(data)).isEmpty();
    assertThat(Processes.killAll(data, RealProcesses.PATIENCE))
        .isInstanceOf(KillResult.AllDead.class);
    assertThat(bystander.isAlive()).isTrue();
  }

  @Test
  void aDirectoryIsKnownByWhatItIsAndNotByItsName() throws Exception {
    Process postmaster = processes.shell(data, "exec sleep 60");
    Path link = Files.createSymbolicLink(root.resolve("link"), data);
    Path moved = Files.move(data, root.resolve("moved"));
    assertThat(pids(ProcessTable.inDirectory(moved))).containsExactly(postmaster.pid());
    Files.delete(link);
    Files.createSymbolicLink(link, moved);
    assertThat(pids(ProcessTable.inDirectory(link))).containsExactly(postmaster.pid());
    Files.delete(moved);
    assertThat(pids(ProcessTable.inDirectory(moved))).containsExactly(postmaster.pid());
  }

  @Test
  void aProcessBelowOrBesideTheDirectoryIsNotOfIt() throws Exception {
    processes.shell(Files.createDirectory(data.resolve("base")), "exec sleep 60");
    processes.shell(Files.createDirectory(root.resolve("data2")), "exec sleep 60");
    assertThat(ProcessTable.inDirectory(data)).isEmpty();
  }

  @Test
  void aMissingDirectoryHasNoProcesses() {
    assertThat(Processes.killAll(root.resolve("none"), RealProcesses.PATIENCE))
        .isInstanceOf(KillResult.AllDead.class);
  }

  @Test
  void aNameWithBracketsAndSpacesIsRead() {
    ProcessInfo process =
        ProcessInfo.parse("42 (a) b (c) S 7 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 9876 0 0");
    assertThat(process).isEqualTo(new ProcessInfo(42, "a) b (c", 'S', 7, 9876, 42));
  }

  private static List<Long> pids(List<ProcessInfo> found) {
    return found.stream().map(ProcessInfo::pid).toList();
  }
}
