package io.saksi.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault is what it says, and is gone after it was healed: otherwise stories prove nothing. */
@Tag("docker")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FaultsInForceTest {
  /** Two data nodes and a witness: what is done to the standby costs nobody the primary. */
  @Test
  void everyFaultIsInForceUntilItIsHealed() throws Exception {
    try (ContainerCluster cluster =
        ContainerCluster.start(ClusterSpec.withWitness().withEverythingBreakable())) {
      try {
        ClusterStatus status = cluster.view().awaitWhole();
        String primary = status.getReign().getPrimary();
        String standby = cluster.others(primary).getFirst().name();
        for (Fault fault : passing(primary, standby)) {
          strikeAndHeal(cluster, fault);
        }
        cluster.view().awaitWhole();
        for (Fault fault : storage(standby)) {
          strikeAndHeal(cluster, fault);
        }
        strikeAndHeal(cluster, new RaftStorageLost(standby));
        cluster.view().awaitWhole();
        workIsWorkUntilItEnds(cluster, standby);
        rollingKillLeavesNobodyOut(cluster);
        cluster.view().awaitWhole();
        packetsAreKept(cluster);
      } catch (Exception | Error e) {
        cluster.keepLogs("FaultsInForceTest");
        throw e;
      }
    }
  }

  private static List<Fault> passing(String primary, String standby) {
    List<Fault> faults = new ArrayList<>();
    for (NodeCutOff.Direction direction : NodeCutOff.Direction.values()) {
      faults.add(new NodeCutOff(standby, direction));
    }
    for (Plane plane : Plane.values()) {
      faults.add(new LinkCut(primary, standby, Set.of(plane)));
    }
    faults.add(new PacketsLost(standby, 25));
    faults.add(new LowBandwidth(standby, 256));
    faults.add(new PacketsDelayed(standby, Duration.ofMillis(60), Duration.ofMillis(40)));
    faults.add(new ClockJumped(standby, Duration.ofHours(1)));
    faults.add(new ClockJumped(standby, Duration.ofHours(-1)));
    faults.add(new DiskSlow(standby, Duration.ofMillis(250)));
    faults.add(new DiskStalled(standby));
    faults.add(new NodeFrozen(standby));
    faults.add(new ProcessStopped(standby, ProcessKind.AGENT));
    faults.add(new ProcessStopped(standby, ProcessKind.GUARD));
    faults.add(new ProcessKilled(standby, ProcessKind.WAL_RECEIVER));
    faults.add(new ProcessKilled(standby, ProcessKind.AGENT));
    faults.add(new AgentOutOfMemory(standby));
    return faults;
  }

  private static List<Fault> storage(String standby) {
    return List.of(
        new DiskFull(standby),
        new ProcessKilled(standby, ProcessKind.GUARD),
        new DataLost(standby));
  }

  private static void strikeAndHeal(ContainerCluster cluster, Fault fault) throws Exception {
    // Another fault may just have ended it.
    if (fault instanceof ProcessKilled(String node, ProcessKind kind)) {
      isThere(cluster, node, kind);
    } else if (fault instanceof AgentOutOfMemory(String node)) {
      isThere(cluster, node, ProcessKind.AGENT);
    }
    long began = System.nanoTime();
    fault.strike(cluster);
    fault.heal(cluster);
    if (!(fault instanceof ProcessKilled) && !(fault instanceof AgentOutOfMemory)) {
      assertThat(Until.holds(() -> !fault.isInForce(cluster))).as("healed: " + fault).isTrue();
    }
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    System.out.println(fault + ": in force and healed, " + millis + " ms");
  }

  private static void isThere(ContainerCluster cluster, String node, ProcessKind kind)
      throws Exception {
    assertThat(Until.holds(() -> cluster.node(node).pid(kind).isPresent())).isTrue();
  }

  /** Each is under way when it was begun, and ends well where nothing strikes. */
  private static void workIsWorkUntilItEnds(ContainerCluster cluster, String standby)
      throws Exception {
    endsWell(cluster, Work.switchover(cluster, standby));
    endsWell(cluster, Work.upgrade(cluster, standby));
  }

  private static void endsWell(ContainerCluster cluster, Work work) throws Exception {
    assertThat(work.isAtWork()).isTrue();
    Answer end = work.end(Duration.ofSeconds(15));
    assertThat(end.code()).as(end.said()).isZero();
    cluster.view().awaitWhole();
  }

  private static void rollingKillLeavesNobodyOut(ContainerCluster cluster) throws Exception {
    new RollingKill(cluster.nodes().stream().map(Node::name).toList()).strike(cluster);
  }

  private static void packetsAreKept(ContainerCluster cluster) throws Exception {
    Path tar = Files.createTempFile("saksi-packets", ".tar");
    try {
      cluster.copyPackets(tar);
      assertThat(Files.size(tar)).isGreaterThan(100_000);
    } finally {
      Files.delete(tar);
    }
  }
}
