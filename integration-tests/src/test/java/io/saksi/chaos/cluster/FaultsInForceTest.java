package io.saksi.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.proto.v1.ClusterStatus;
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
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class FaultsInForceTest {
  /** EX_CONFIG of sysexits.h: the guard does not start the agent again. */
  private static final long CANNOT_START = 78;

  /** Two data nodes and a witness: what is done to the standby costs nobody the primary. */
  @Test
  void everyFaultIsInForceUntilItIsHealed() throws Exception {
    try (ContainerCluster cluster = ContainerCluster.start(ClusterSpec.withWitness())) {
      try {
        ClusterStatus status = cluster.view().awaitWhole();
        String primary = status.getReign().getPrimary();
        String standby = cluster.others(primary).getFirst().name();
        for (Fault fault : passing(primary, standby)) {
          strikeAndHeal(cluster, fault);
        }
        delayIsThereOrRefused(cluster, standby);
        cluster.view().awaitWhole();
        for (Fault fault : storage(standby)) {
          strikeAndHeal(cluster, fault);
        }
        lostRaftStorageIsNotMadeAnew(cluster, standby);
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
    faults.add(new NodeFrozen(standby));
    faults.add(new ProcessStopped(standby, ProcessKind.AGENT));
    faults.add(new ProcessStopped(standby, ProcessKind.GUARD));
    faults.add(new ProcessKilled(standby, ProcessKind.WAL_RECEIVER));
    faults.add(new ProcessKilled(standby, ProcessKind.AGENT));
    return faults;
  }

  private static List<Fault> storage(String standby) {
    return List.of(
        new DiskFull(standby),
        new ProcessKilled(standby, ProcessKind.GUARD),
        new DataLost(standby));
  }

  private static void strikeAndHeal(ContainerCluster cluster, Fault fault) throws Exception {
    if (fault instanceof ProcessKilled(String node, ProcessKind kind)) {
      // Another fault may just have ended it.
      assertThat(Until.holds(() -> cluster.node(node).pid(kind).isPresent())).isTrue();
    }
    long began = System.nanoTime();
    fault.strike(cluster);
    fault.heal(cluster);
    if (!(fault instanceof ProcessKilled)) {
      assertThat(Until.holds(() -> !fault.isInForce(cluster))).as("healed: " + fault).isTrue();
    }
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    System.out.println(fault + ": in force and healed, " + millis + " ms");
  }

  /** The node refuses to start: as it is, it could vote for a history without what it had. */
  private static void lostRaftStorageIsNotMadeAnew(ContainerCluster cluster, String node)
      throws Exception {
    Fault lost = new RaftStorageLost(node);
    lost.strike(cluster);
    lost.heal(cluster);
    assertThat(Until.holds(() -> !cluster.node(node).isRunning())).isTrue();
    assertThat(cluster.node(node).state().getExitCodeLong()).isEqualTo(CANNOT_START);
  }

  /** Without netem there is a refusal, and never a fault that is none. */
  private static void delayIsThereOrRefused(ContainerCluster cluster, String node)
      throws Exception {
    PacketsDelayed late = new PacketsDelayed(node, Duration.ofMillis(200), Duration.ofMillis(20));
    if (cluster.node(node).bash("tc qdisc add dev lo root netem delay 1ms").succeeded()) {
      cluster.node(node).mustSay("tc qdisc del dev lo root");
      strikeAndHeal(cluster, late);
    } else {
      assertThatThrownBy(() -> late.strike(cluster)).hasMessageContaining("cannot delay");
    }
  }
}
