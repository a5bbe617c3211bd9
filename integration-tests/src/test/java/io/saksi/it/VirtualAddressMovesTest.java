package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two data nodes, a witness and a client on a network of their own, as ordinary users with two
 * capabilities. The client knows nothing but the virtual address.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class VirtualAddressMovesTest {
  private static final String WRITE = "10.98.0.100";
  private static final String READ = "10.98.0.101";
  private static final Duration WHOLE_WITHIN = Duration.ofMinutes(3);
  private static final Duration MOVED_WITHIN = Duration.ofSeconds(60);

  @Test
  void clientThroughTheVirtualAddressGoesOnAtTheSuccessorAndNothingIsLost() throws Exception {
    try (Lan lan = new Lan("a", "b", "w", "client")) {
      Area.tell(getClass(), area -> tell(lan, area));
    }
  }

  private static void tell(Lan lan, Area area) throws Exception {
    Map<String, TestNode> nodes = nodes(lan, area);
    for (TestNode node : nodes.values()) {
      node.start();
    }
    awaitStatus(
        lan, area, WHOLE_WITHIN, WRITE + " (write) on a", READ + " (read) on b", "ANY 1 (b)");
    assertThat(effectiveCapabilities(nodes.get("a")))
        .as("PostgreSQL may not change the network")
        .isEqualTo(0);
    Path acknowledged = area.log("acknowledged");
    Process workload =
        Shipped.process(
                lan.namespace("client"),
                List.of(
                    "workload",
                    "run",
                    "--host",
                    WRITE,
                    "--port",
                    "5432",
                    "--user",
                    "app",
                    "--dbname",
                    "app",
                    "--threads",
                    "2",
                    "--acks",
                    acknowledged.toString()),
                area.log("workload"))
            .start();
    awaitMore(acknowledged, 200);

    nodes.get("a").kill();

    awaitStatus(lan, area, MOVED_WITHIN, WRITE + " (write) on b");
    awaitMore(acknowledged, 200);
    assertThat(lan.run("a", "ip", "addr", "show", "dev", "eth0"))
        .as("the dead node's address has run out")
        .doesNotContain(WRITE);
    workload.destroy();
    assertThat(workload.waitFor(20, TimeUnit.SECONDS)).isTrue();
    report(area.log("workload"));
    Process check =
        Shipped.process(
                lan.namespace("client"),
                List.of(
                    "workload",
                    "check",
                    "--host",
                    WRITE,
                    "--port",
                    "5432",
                    "--user",
                    "app",
                    "--dbname",
                    "app",
                    "--acks",
                    acknowledged.toString()),
                area.log("check"))
            .start();
    assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(area.log("check"))).contains("lost 0");
  }

  private static Map<String, TestNode> nodes(Lan lan, Area area) throws IOException {
    Map<String, TestNode> nodes = new LinkedHashMap<>();
    for (String name : List.of("a", "b", "w")) {
      Place place = new Place(lan.address(name), 7400, 7401, 5432, 8008);
      AgentLine line =
          AgentLine.of(area, TestCluster.NAME, name, place)
              .with("--client-hba", "host all all 10.98.0.0/24 trust");
      line =
          name.equals("w")
              ? line.witness()
              : line.with("--vip", WRITE + "/24@eth0").with("--vip-read", READ + "/24@eth0");
      line =
          name.equals("a")
              ? line.founding().with("--bootstrap-sql", area.file("first.sql", Client.FIRST_SQL))
              : line.joining(lan.address("a") + ":7400");
      nodes.put(name, new TestNode(area, name, place, line, Optional.of(lan.namespace(name))));
    }
    return nodes;
  }

  private static void awaitStatus(Lan lan, Area area, Duration bound, String... words)
      throws Exception {
    Path said = area.log("status");
    Await.until(
        String.join(", ", words),
        bound,
        () -> {
          Files.deleteIfExists(said);
          Process status =
              Shipped.process(
                      lan.namespace("client"),
                      List.of(
                          "status",
                          "--agents",
                          lan.address("a") + ":7400," + lan.address("b") + ":7400"),
                      said)
                  .start();
          boolean ended = status.waitFor(20, TimeUnit.SECONDS);
          String text = Files.readString(said).replaceAll("\\s+", " ");
          return ended && List.of(words).stream().allMatch(text::contains);
        });
  }

  private static void awaitMore(Path acknowledged, long rows) throws Exception {
    long before = rows(acknowledged);
    Await.until(
        rows + " more acknowledged rows", MOVED_WITHIN, () -> rows(acknowledged) >= before + rows);
  }

  private static long rows(Path acknowledged) throws IOException {
    if (!Files.exists(acknowledged)) {
      return 0;
    }
    try (var lines = Files.lines(acknowledged)) {
      return lines.count();
    }
  }

  private static long effectiveCapabilities(TestNode node) throws IOException {
    Path status = Path.of("/proc", Long.toString(node.postmaster().orElseThrow().pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("CapEff:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .findFirst()
        .orElseThrow();
  }

  private static void report(Path workload) throws IOException {
    System.out.println("measured: a virtual address moves after its node was killed:");
    Files.readAllLines(workload).stream()
        .filter(line -> line.contains("service") || line.contains("longest"))
        .forEach(System.out::println);
  }
}
