package io.saksi.chaos.run;

import io.saksi.chaos.cluster.HostPids;
import io.saksi.chaos.cluster.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often a node's own processes have a file brought to the disk, as strace counts it. */
final class Fsyncs {
  private static final int SECONDS = 15;
  private static final int GRACE = 10;
  private static final Pattern LINE =
      Pattern.compile("^ *[0-9.]+ +[0-9.]+ +[0-9]+ +([0-9]+) .*sync", Pattern.MULTILINE);

  private Fsyncs() {}

  /** A second; empty where strace is missing, or may not look. */
  static OptionalDouble measure(Node node) throws InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "timeout",
                "--signal=INT",
                "--kill-after=5",
                Integer.toString(SECONDS),
                "strace",
                "-f",
                "-c",
                "-e",
                "trace=fsync,fdatasync,msync"));
    HostPids.ofSaksi(node).forEach(pid -> command.addAll(List.of("-p", pid)));
    try {
      Process strace = new ProcessBuilder(command).redirectErrorStream(true).start();
      byte[] said = strace.getInputStream().readAllBytes();
      if (!strace.waitFor(SECONDS + GRACE, TimeUnit.SECONDS)) {
        strace.destroyForcibly();
        return OptionalDouble.empty();
      }
      return count(new String(said, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  static OptionalDouble count(String said) {
    if (!said.contains("attached")) {
      return OptionalDouble.empty();
    }
    Matcher line = LINE.matcher(said);
    long calls = 0;
    while (line.find()) {
      calls += Long.parseLong(line.group(1));
    }
    return OptionalDouble.of((double) calls / SECONDS);
  }
}
