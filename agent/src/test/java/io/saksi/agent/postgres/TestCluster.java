package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Nodes of one test, gone with it. Node {@code a} begins as the primary. */
final class TestCluster implements AutoCloseable {
  private static PostgresInstallation installation;
  private static Path template;

  private final Path root;
  private final Map<String, TestNode> nodes = new LinkedHashMap<>();
  private final boolean archives;

  TestCluster() throws Exception {
    this(false);
  }

  /**
   * @param archives whether its primaries archive their WAL
   */
  TestCluster(boolean archives) throws Exception {
    this.archives = archives;
    installation();
    root = temporaryDirectory("saksi-postgres");
  }

  static synchronized PostgresInstallation installation() throws Exception {
    if (installation == null) {
      OrdinaryUser.become();
      installation =
          PostgresInstallation.find(
              Optional.ofNullable(System.getProperty("saksi.postgres.bin")).map(Path::of));
    }
    return installation;
  }

  /** Nothing is there but directories. */
  TestNode empty(String name) throws Exception {
    TestNode node = TestNode.in(root, name, archives);
    nodes.put(name, node);
    return node;
  }

  /** The primary: running, its gate open, with a role for clients. */
  TestNode primary() throws Exception {
    TestNode node = empty("a");
    copyTree(template(), node.data());
    node.startPrimary();
    node.postgres.setGate(Gate.WRITE, TestNode.BOUND);
    return node;
  }

  TestNode standby(String name, TestNode primary) throws Exception {
    TestNode node = empty(name);
    node.joinAsStandbyOf(primary);
    return node;
  }

  Path root() {
    return root;
  }

  /** Prints how long it took: figures for people, no assertion. */
  static <T> T timed(String what, Callable<T> work) throws Exception {
    long start = System.nanoTime();
    T result = work.call();
    System.out.printf("measured: %s %.1f ms%n", what, (System.nanoTime() - start) / 1e6);
    return result;
  }

  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  static void timed(String what, Step work) throws Exception {
    timed(
        what,
        () -> {
          work.run();
          return null;
        });
  }

  @FunctionalInterface
  interface Condition {
    boolean holds() throws Exception;
  }

  static void eventually(String what, Condition condition) throws Exception {
    Deadline deadline = Deadline.in(TestNode.BOUND);
    while (!condition.holds()) {
      if (!deadline.pause(Duration.ofMillis(5))) {
        throw new AssertionError("not within " + TestNode.BOUND + ": " + what);
      }
    }
  }

  @Override
  public void close() throws IOException, PostgresException {
    for (TestNode node : nodes.values()) {
      node.close();
    }
    DurableFiles.deleteTree(root);
  }

  /** initdb takes longer than a copy of what it made. */
  private static synchronized Path template() throws Exception {
    if (template == null) {
      Path root = temporaryDirectory("saksi-template");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(root)));
      TestNode node = TestNode.in(root, "a");
      timed("initdb", () -> node.postgres.initdb(TestNode.BOUND));
      node.startPrimary();
      node.createClientRole();
      node.postgres.stopFast(TestNode.BOUND);
      node.close();
      template = node.data();
    }
    return template;
  }

  /** In memory where possible: the disk's speed is not what is tested. */
  private static Path temporaryDirectory(String name) throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory)
        ? Files.createTempDirectory(memory, name)
        : Files.createTempDirectory(name);
  }

  private static void deleteQuietly(Path root) {
    try {
      DurableFiles.deleteTree(root);
    } catch (IOException e) {
      System.out.println("left behind: " + root);
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            DurableFiles.createPrivateDirectory(to.resolve(from.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
