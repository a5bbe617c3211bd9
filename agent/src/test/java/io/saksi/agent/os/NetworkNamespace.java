package io.saksi.agent.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** A network of its own for tests, with root's rights, by {@code ip netns}; gone at the close. */
public final class NetworkNamespace implements AutoCloseable {
  private static final MethodHandle SETNS = Libc.function("setns");
  private static final MethodHandle OPEN = Libc.function("open");
  private static final MethodHandle CLOSE = Libc.function("close");
  private static final long BOUND_SECONDS = 30;

  private final String name;

  private NetworkNamespace(String name) {
    this.name = name;
  }

  public static NetworkNamespace make(String name) throws IOException {
    command("ip", "netns", "add", name);
    NetworkNamespace made = new NetworkNamespace(name);
    made.run("ip", "link", "set", "lo", "up");
    return made;
  }

  public String name() {
    return name;
  }

  /** Runs a program in there to its end; returns what it said. */
  public String run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
    command.addAll(Arrays.asList(words));
    return command(command.toArray(String[]::new));
  }

  public static String command(String... words) throws IOException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!ended(process) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", words) + ": " + said);
    }
    return said;
  }

  /** Does something on a thread that is in there, and so is every thread that it makes. */
  public <T> T in(Callable<T> task) throws Exception {
    FutureTask<T> future =
        new FutureTask<>(() -> {
          enter();
          return task.call();
        });
    Thread.ofPlatform().daemon().name("in-" + name).start(future);
    return future.get(BOUND_SECONDS, TimeUnit.SECONDS);
  }

  private void enter() {
    try (Arena arena = Arena.ofConfined()) {
      int file = Libc.call(OPEN, arena.allocateFrom("/run/netns/" + name).address(), 0, 0, 0, 0);
      int result = Libc.call(SETNS, file, 0, 0, 0, 0);
      var _ = Libc.call(CLOSE, file, 0, 0, 0, 0);
      if (file < 0 || result != 0) {
        throw new OsException("cannot enter " + name + ": run this test as root");
      }
    }
  }

  @Override
  public void close() throws IOException {
    command("ip", "netns", "del", name);
  }

  private static boolean ended(Process process) {
    try {
      return process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
