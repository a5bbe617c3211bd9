package io.saksi.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** In a process of its own each time: this one shall stay as it is. */
class PrecedenceTest {
  private static final int CAP_SYS_NICE = 23;

  @Test
  void allThreadsHaveItAndPostgresqlHasNot() throws Exception {
    int expected = Capabilities.has(CAP_SYS_NICE) ? -10 : 0;

    assertThat(run(List.of()))
        .containsExactly(
            "taken " + (expected != 0),
            "thread of before " + expected,
            "thread of after " + expected,
            "program 0");
  }

  @Test
  void whatSomebodyChoseIsLeft() throws Exception {
    assertThat(run(List.of("nice", "-n", "5")))
        .containsExactly("taken false", "thread of before 5", "thread of after 5", "program 5");
  }

  private static List<String> run(List<String> before) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Taker.class.getName()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      return said.lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Takes it, and says who has it. */
  static final class Taker {
    private Taker() {}

    static void main() throws Exception {
      Handoff before = new Handoff();
      Thread early = Thread.ofPlatform().start(before::await);
      System.out.println("taken " + Precedence.take());
      before.go();
      early.join();
      System.out.println("thread of before " + before.niceness);
      Handoff after = new Handoff();
      after.go();
      Thread late = Thread.ofPlatform().start(after::await);
      late.join();
      System.out.println("thread of after " + after.niceness);
      Process program = new ProcessBuilder(Precedence.ordinary(List.of("sleep", "60"))).start();
      System.out.println("program " + nicenessOnce(program, "sleep"));
      program.destroyForcibly();
    }

    /** Of the program that it becomes, under the same id. */
    private static int nicenessOnce(Process process, String program) throws IOException {
      Path directory = Path.of("/proc", Long.toString(process.pid()));
      while (process.isAlive() && !isNow(directory, program)) {
        Thread.onSpinWait();
      }
      return Precedence.niceness(directory);
    }

    private static boolean isNow(Path directory, String program) throws IOException {
      return Files.readString(directory.resolve("comm")).strip().equals(program);
    }
  }

  /** A thread that says how nice it is when it is told to. */
  private static final class Handoff {
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile int niceness = 99;

    void go() {
      told.countDown();
    }

    void await() {
      try {
        if (told.await(20, TimeUnit.SECONDS)) {
          niceness = Precedence.niceness(Path.of("/proc/thread-self"));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
