package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.RealProcesses;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A guard as a process of its own, with a shell script as agent and `sleep` as PostgreSQL. */
final class RealGuard implements AutoCloseable {
  final Path run;
  final Path data;
  final Path log;
  final ElapsedClock clock = new ElapsedClock();
  final RealProcesses processes = new RealProcesses();
  private final Path root;
  private final List<Process> guards = new ArrayList<>();

  RealGuard(Path root) throws IOException {
    this.root = root;
    run = root.resolve("run");
    log = root.resolve("guard.log");
    data = Files.createDirectory(root.resolve("data"));
  }

  /** The agent's script runs in the root directory, and knows $DATA and $ROOT. */
  Process start(String agentScript) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xmx8m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            GuardMain.class.getName(),
            "--run-dir",
            run.toString(),
            "--data-dir",
            data.toString(),
            "--log",
            log.toString(),
            "--",
            "/bin/sh",
            "-c",
            agentScript);
    builder.environment().put("ROOT", root.toString());
    builder.environment().put("DATA", data.toString());
    Process guard = builder.directory(root.toFile()).inheritIO().start();
    guards.add(guard);
    return guard;
  }

  /** The file as the agent sees it, once the guard beats. */
  GuardFile file() throws GuardFileException {
    RealProcesses.await("the guard's file", () -> Files.exists(run.resolve(GuardFile.NAME)));
    GuardFile file = GuardFile.open(run);
    RealProcesses.await("the guard's heartbeat", () -> file.guardIsAlive(clock.now()));
    return file;
  }

  /** The living agent, other than a former one. */
  long agent(GuardFile file, long former) {
    RealProcesses.await(
        "an agent", () -> file.agentPid() != former && RealProcesses.lives(file.agentPid()));
    return file.agentPid();
  }

  /** The living deputy, other than a former one. */
  long deputy(GuardFile file, long former) {
    RealProcesses.await(
        "a deputy",
        () ->
            file.deputyPid() != former
                && file.deputyPid() != 0
                && file.deputyIsAlive(clock.now())
                && RealProcesses.lives(file.deputyPid()));
    return file.deputyPid();
  }

  /** A program named postgres that works in the data directory, and lives on without its parent. */
  long postgres() throws IOException {
    Path program = root.resolve("postgres");
    if (!Files.exists(program)) {
      Files.copy(Path.of("/bin/sleep"), program);
    }
    long pid = processes.pidPrintedBy(processes.shell(data, program + " 60 & echo $!"));
    RealProcesses.await(
        "postgres", () -> ProcessTable.executable(pid).filter(program::equals).isPresent());
    return pid;
  }

  /** The pid that a script wrote into a file of the root directory. */
  long pidIn(String name) throws IOException {
    Path file = root.resolve(name);
    RealProcesses.await("a pid in " + name, () -> holdsALine(file));
    return Long.parseLong(Files.readString(file).strip());
  }

  static int statusOf(Process guard) throws InterruptedException {
    if (!guard.waitFor(RealProcesses.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the guard did not end within " + RealProcesses.PATIENCE);
    }
    return guard.exitValue();
  }

  @Override
  public void close() throws IOException {
    for (Process guard : guards) {
      List<ProcessInfo> family = ProcessTable.descendants(guard.pid());
      guard.destroyForcibly();
      family.forEach(process -> Signals.send(process.pid(), Signal.SIGKILL));
    }
    // Deputies outlive their guards; nobody else names this directory.
    for (ProcessInfo process : ProcessTable.all()) {
      if (ProcessTable.commandLine(process.pid()).contains(run.toString())) {
        Signals.send(process.pid(), Signal.SIGKILL);
      }
    }
    processes.close();
    if (Files.exists(log)) {
      System.out.print(Files.readString(log));
    }
  }

  private static boolean holdsALine(Path file) {
    try {
      return Files.exists(file) && Files.readString(file).endsWith("\n");
    } catch (IOException e) {
      return false;
    }
  }
}
