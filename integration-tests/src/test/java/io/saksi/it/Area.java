package io.saksi.it;

import io.saksi.agent.os.OsException;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The directories of one cluster, its secret, and every process that was started for it: they are
 * known by the directories, which nobody else has, and end with this, at the latest with the JVM.
 */
final class Area implements AutoCloseable {
  private static final Path KEPT_LOGS =
      Path.of(System.getProperty("saksi.root"), "integration-tests", "target", "it-logs");

  private static final Duration END_BOUND = Duration.ofSeconds(20);

  private final Path homes;
  private final Path runs;
  private final Path secret;
  private Optional<Path> disk = Optional.empty();
  private final Thread hook = new Thread(this::endWithTheMachine);

  Area() throws IOException {
    homes = Shipped.directory(Path.of(System.getProperty("java.io.tmpdir")));
    Path memory = Path.of("/dev/shm");
    runs = Shipped.directory(Files.isWritable(memory) ? memory : homes);
    secret = newSecret("secret");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  Path home(String node) {
    return homes.resolve(node);
  }

  Path run(String node) {
    return runs.resolve(node);
  }

  /** Where files stay over a reboot, which those of the temporary directory may not. */
  Path onDisk() throws IOException {
    disk = Optional.of(Shipped.directory(Path.of("/var/tmp")));
    return disk.get();
  }

  Path secret() {
    return secret;
  }

  Path newSecret(String name) throws IOException {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    Path file = homes.resolve(name);
    Files.writeString(file, Base64.getEncoder().encodeToString(random), StandardCharsets.UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return Shipped.handOver(file);
  }

  /** A file that the agents may read. */
  Path file(String name, String text) throws IOException {
    return Shipped.handOver(Files.writeString(homes.resolve(name), text));
  }

  /** A file for what a process says. */
  Path log(String name) {
    return homes.resolve(name + ".log");
  }

  /** What happens in it. */
  interface Tale {
    void tell(Area area) throws Exception;
  }

  /** Tells it in directories of its own; the logs are kept if it does not go as told. */
  static void tell(Class<?> test, Tale tale) throws Exception {
    try (Area area = new Area()) {
      try {
        tale.tell(area);
      } catch (Exception | AssertionError e) {
        area.keepLogs(test.getSimpleName());
        throw e;
      }
    }
  }

  /** Copies every log to where people look after a failure. */
  void keepLogs(String story) throws IOException {
    Path kept = Files.createDirectories(KEPT_LOGS.resolve(story));
    try (Stream<Path> files = Files.find(homes, 3, (f, a) -> a.isRegularFile())) {
      for (Path log : files.filter(f -> f.toString().endsWith(".log")).toList()) {
        String name = homes.relativize(log).toString().replace('/', '-');
        Files.copy(log, kept.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    System.out.println("logs of " + story + ": " + kept);
  }

  /** What has one of our directories in its command, its environment or as its own. */
  private List<ProcessInfo> processes() {
    return ProcessTable.all().stream()
        .filter(p -> !p.isDead() && (names(p.pid(), homes) || names(p.pid(), runs)))
        .toList();
  }

  private static boolean names(long pid, Path directory) {
    return pid != ProcessHandle.current().pid()
        && Stream.of(
                ProcessTable.commandLine(pid), ProcessTable.environment(pid), workingDirectory(pid))
            .flatMap(List::stream)
            .anyMatch(word -> word.contains(directory.toString()));
  }

  private static List<String> workingDirectory(long pid) {
    try {
      return List.of(
          Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).toString());
    } catch (IOException e) {
      return List.of(); // ended meanwhile, or another user's
    }
  }

  /** Ends what was started with this directory of ours. */
  void endProcessesNaming(Path directory) {
    end(() ->
        ProcessTable.all().stream().filter(p -> !p.isDead() && names(p.pid(), directory)).toList());
  }

  private static void end(Supplier<List<ProcessInfo>> find) {
    long end = System.nanoTime() + END_BOUND.toNanos();
    for (int emptyLooks = 0; emptyLooks < 2 && System.nanoTime() - end < 0; ) {
      List<ProcessInfo> alive = find.get();
      emptyLooks = alive.isEmpty() ? emptyLooks + 1 : 0;
      for (ProcessInfo process : alive) {
        try {
          Signals.send(process.pid(), Signal.SIGKILL);
        } catch (OsException e) {
          System.out.println("cannot end " + process + ": " + e.getMessage());
        }
      }
    }
  }

  private void endWithTheMachine() {
    end(this::processes);
    deleteQuietly();
  }

  private void deleteQuietly() {
    try {
      Shipped.deleteTree(runs);
      Shipped.deleteTree(homes);
      if (disk.isPresent()) {
        Shipped.deleteTree(disk.get());
      }
    } catch (IOException e) {
      System.out.println("left behind: " + runs + " or " + homes + ": " + e);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    endWithTheMachine();
  }
}
