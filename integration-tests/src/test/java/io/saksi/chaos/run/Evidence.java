package io.saksi.chaos.run;

import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that may explain a violation, as files: logs, Raft state and promises, what is in the
 * WAL, what the agents say, what the clients noted, and the picture so far.
 */
final class Evidence {
  /** Where programs of PostgreSQL are in the image. */
  private static final String PROGRAMS = "$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)/";

  private static final int LAST_LINES = 15;
  private static final int WIDTH = 240;

  private final ContainerCluster cluster;
  private final Path directory;

  Evidence(ContainerCluster cluster, Path directory) {
    this.cluster = cluster;
    this.directory = directory;
  }

  /** As much as can be had: a node that does not answer is no reason to lose the rest. */
  void keep(Round.Result result, Campaign campaign) {
    attempt("violations", () -> lines("violations.txt", result.violations()));
    for (Round.Histories history : result.histories()) {
      attempt("history", () -> lines("history-" + history.workload() + ".txt", history.lines()));
    }
    attempt(
        "status",
        () ->
            Files.writeString(
                directory.resolve("status.txt"),
                cluster.view().newest().map(Object::toString).orElse("nobody answers")));
    attempt("logs", () -> cluster.keepLogs(directory));
    for (Node node : cluster.nodes()) {
      attempt("state of " + node, () -> keep(node));
    }
    attempt("packets", () -> cluster.copyPackets(directory.resolve("packets.tar")));
    attempt(
        "picture",
        () ->
            Files.writeString(
                directory.resolve("timeline.html"), Drawing.page(campaign, "violation")));
    System.out.println("everything about it: " + directory);
  }

  /** The end of every kept log: for reports that keep nothing but what was printed. */
  List<String> lastWords() {
    List<String> words = new ArrayList<>();
    for (Node node : cluster.nodes()) {
      attempt(
          "last words of " + node,
          () -> {
            List<String> log = Files.readAllLines(directory.resolve(node.name() + ".log"));
            log.stream()
                .skip(Math.max(0, log.size() - LAST_LINES))
                .map(line -> node + " | " + line.substring(0, Math.min(line.length(), WIDTH)))
                .forEach(words::add);
          });
    }
    return words;
  }

  private void keep(Node node) throws Exception {
    String home = "/nodes/" + node.name();
    String kept = "/tmp/kept-" + node.name();
    // Data are the size of the disk; everything else is small.
    cluster.inKeeper(
        "mkdir -p "
            + kept
            + "; cd "
            + home
            + "; cp -a $(ls -A | grep -vE '^(data|filler)$') "
            + kept
            + "; cp -a data/global/pg_control data/pg_wal/*.history data/postmaster.pid "
            + kept
            + " 2>/dev/null; cp data/log/* "
            + kept
            + " 2>/dev/null; "
            + PROGRAMS
            + "pg_controldata data >"
            + kept
            + "/controldata.txt 2>&1; for s in $(ls data/pg_wal | grep -E '^[0-9A-F]{24}$' | tail"
            + " -n 4); do echo \"== $s\"; "
            + PROGRAMS
            + "pg_waldump data/pg_wal/$s 2>&1 | tail -n 400; done >"
            + kept
            + "/waldump.txt; true");
    cluster.copyFromKeeper(kept, directory.resolve(node.name() + ".tar"));
  }

  private void lines(String name, List<?> lines) throws IOException {
    Files.write(directory.resolve(name), lines.stream().map(Object::toString).toList());
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }

  private void attempt(String what, Step step) {
    try {
      Files.createDirectories(directory);
      step.run();
    } catch (Exception e) {
      System.out.println("not kept: " + what + ": " + e);
    }
  }
}
