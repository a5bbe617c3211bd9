package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;

import io.saksi.core.model.Lsn;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * A process of its own with the rest of the cluster: {@code b}, promoted while {@code a} had more
 * WAL. Puts {@code a} back to how it died, again and again, and says how it came back. One word a
 * line on standard input, one answer each.
 */
final class RejoinWorld {
  private static int row = 10_000;

  private RejoinWorld() {}

  public static void main(String[] arguments) throws Exception {
    try (TestCluster cluster = new TestCluster();
        BufferedReader orders =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      TestNode a = cluster.primary();
      a.asClient("CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)");
      TestNode b = cluster.standby("b", a);
      Lsn end = a.asPrimary().flushed();
      TestCluster.eventually("b has it", () -> b.asStandby().replayed().isAtLeast(end));
      b.postgres.revoke(BOUND);
      a.asClient("INSERT INTO t SELECT generate_series(100, 1100)");
      a.postgres.killAll(BOUND);
      Promoted promoted = b.postgres.promote(2, new SyncSetting.Nobody(), BOUND);
      b.postgres.ensureSlots(Set.of(a.id), BOUND);
      b.postgres.setGate(Gate.WRITE, BOUND);
      b.asClient("INSERT INTO t VALUES (2)");
      Path asItDied = cluster.root().resolve("died");
      copy(a.data(), asItDied);
      System.out.println(
          "WORLD %s %d %d %s"
              .formatted(cluster.root(), a.port(), b.port(), promoted.switchPoint()));
      String order;
      while ((order = orders.readLine()) != null) {
        System.out.println(answer(order, a, b, asItDied));
        System.out.flush();
      }
    }
  }

  private static String answer(String order, TestNode a, TestNode b, Path asItDied) {
    try {
      switch (order) {
        case "reset", "reset half-rewound" -> {
          a.postgres.killAll(BOUND);
          for (String name : new String[] {"data", "run", "salvage", "data.saksi-work"}) {
            DurableFiles.deleteTree(a.data().resolveSibling(name));
          }
          Files.deleteIfExists(a.postgres.directory().rewindMarker());
          copy(asItDied, a.data());
          if (!order.equals("reset")) {
            DurableFiles.write(a.postgres.directory().rewindMarker(), "a test\n");
          }
        }
        case "check" -> check(a, b);
        case "kill" -> a.postgres.killAll(BOUND);
        default -> throw new IllegalArgumentException(order);
      }
      return "OK";
    } catch (Exception | AssertionError e) {
      return "FAILED " + e;
    }
  }

  private static void check(TestNode a, TestNode b) throws Exception {
    row++;
    b.asClient("INSERT INTO t VALUES (" + row + ")");
    TestCluster.eventually(
        "a has the new row", () -> a.ask("SELECT max(x) FROM t").equals(Integer.toString(row)));
    String dropped = a.ask("SELECT count(*) FROM t WHERE x BETWEEN 100 AND 1100");
    if (!dropped.equals("0")) {
      throw new AssertionError("a still shows what the history lacks: " + dropped);
    }
    if (!a.ask("SELECT pg_is_in_recovery()").equals("t")) {
      throw new AssertionError("a is a primary");
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    Commands.of(Path.of("cp"), "--archive", "--", from.toString(), to.toString())
        .run(BOUND)
        .orThrow("copying", "");
  }
}
