package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.chaos.check.Anomaly;
import io.saksi.chaos.check.Violation;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.cluster.ClusterSpec;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Fault;
import io.saksi.chaos.cluster.LinkCut;
import io.saksi.chaos.cluster.Node;
import io.saksi.chaos.cluster.Plane;
import io.saksi.chaos.cluster.SaksiStopped;
import io.saksi.chaos.cluster.Together;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Chaos finds what a cluster does without its safety rules, and nothing with them. */
@Tag("docker")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SabotageTest {
  private static final Duration BOTH_AT_WORK = Duration.ofSeconds(3);

  /**
   * Nobody is left on the primary's node to end it, and its lease runs out. Only the revocation
   * stands between its clients and acknowledgements that are worth nothing.
   */
  @Test
  void withoutRevocationAcknowledgedWritesAreLost() throws Exception {
    assertThat(
            anomalies(
                ClusterSpec.ofThree().with(Sabotage.NO_REVOCATION.jar()),
                (_, primary) -> new SaksiStopped(primary)))
        .contains(Anomaly.LOST_WRITE);
  }

  /** The same with the rule: the former primary takes what waits for nobody, and that is all. */
  @Test
  void withItNoneIsThoughNobodyFencesTheFormerPrimary() throws Exception {
    assertThat(anomalies(ClusterSpec.ofThree(), (_, primary) -> new SaksiStopped(primary)))
        .contains(Anomaly.TWO_PRIMARIES)
        .doesNotContain(Anomaly.LOST_WRITE, Anomaly.DOUBLED_WRITE, Anomaly.PHANTOM_WRITE);
  }

  @Test
  void withAFenceNoTwoNodesTakeWrites() throws Exception {
    assertThat(anomalies(ClusterSpec.ofThree(), SabotageTest::cutFromNodes)).isEmpty();
  }

  @Test
  void withoutAFenceTwoNodesTakeWrites() throws Exception {
    assertThat(
            anomalies(
                ClusterSpec.ofThree().with(Sabotage.NO_FENCE.jar()), SabotageTest::cutFromNodes))
        .contains(Anomaly.TWO_PRIMARIES);
  }

  private static Fault cutFromNodes(ContainerCluster cluster, String primary) {
    List<Fault> cuts = new ArrayList<>();
    Set<Plane> planes = EnumSet.allOf(Plane.class);
    for (Node other : cluster.others(primary)) {
      cuts.add(new LinkCut(primary, other.name(), planes));
      cuts.add(new LinkCut(other.name(), primary, planes));
    }
    return new Together(cuts);
  }

  private static Set<Anomaly> anomalies(
      ClusterSpec spec, BiFunction<ContainerCluster, String, Fault> fault) throws Exception {
    try (ContainerCluster cluster = ContainerCluster.start(spec)) {
      Round round = new Round(cluster, new Chronicle(), System.out::println, Clients.BUSY);
      Round.Result result = round.during(clients -> strike(cluster, clients, fault));
      System.out.println("acknowledged " + result.acknowledged());
      result.violations().stream().limit(5).forEach(System.out::println);
      return result.violations().stream().map(Violation::anomaly).collect(Collectors.toSet());
    }
  }

  private static void strike(
      ContainerCluster cluster, Clients clients, BiFunction<ContainerCluster, String, Fault> fault)
      throws Exception {
    ClusterStatus before = cluster.view().awaitWhole();
    Fault struck = fault.apply(cluster, before.getReign().getPrimary());
    struck.strike(cluster);
    cluster.view().awaitSuccessor(before);
    long acknowledged = clients.acknowledged();
    TimeUnit.NANOSECONDS.sleep(BOTH_AT_WORK.toNanos());
    System.out.println("while both were at work: " + (clients.acknowledged() - acknowledged));
    struck.heal(cluster);
    cluster.view().awaitSuccessor(before);
  }
}
