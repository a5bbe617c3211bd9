package io.saksi.agent.fuzz;

import io.saksi.agent.boot.BootTargets;
import io.saksi.agent.cli.status.StatusTargets;
import io.saksi.agent.cluster.ClusterTargets;
import io.saksi.agent.disaster.DisasterTargets;
import io.saksi.agent.divergence.DivergenceTargets;
import io.saksi.agent.fence.FenceTargets;
import io.saksi.agent.guard.GuardTargets;
import io.saksi.agent.hook.HookTargets;
import io.saksi.agent.http.HttpTargets;
import io.saksi.agent.join.JoinTargets;
import io.saksi.agent.node.NodeTargets;
import io.saksi.agent.operate.OperateTargets;
import io.saksi.agent.os.OsTargets;
import io.saksi.agent.peer.PeerTargets;
import io.saksi.agent.postgres.PostgresTargets;
import io.saksi.agent.router.RouterTargets;
import io.saksi.agent.tls.TlsTargets;
import io.saksi.agent.vip.VipTargets;
import io.saksi.agent.workload.WorkloadTargets;
import io.saksi.fuzz.Fuzz;
import io.saksi.fuzz.Target;
import io.saksi.raft.RaftTargets;
import io.saksi.wire.WireTargets;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Every parser there is; {@code deploy/fuzz.sh} runs this. */
public final class AllTargets {
  /** Kept, so that what is set holds: the logger would be collected. */
  private static final Logger OURS = Logger.getLogger("io.saksi");

  private AllTargets() {}

  /** Those of this module. */
  static List<Target> ofTheAgent() {
    return Stream.of(
            BootTargets.all(),
            ClusterTargets.all(),
            DisasterTargets.all(),
            DivergenceTargets.all(),
            FenceTargets.all(),
            GuardTargets.all(),
            HookTargets.all(),
            HttpTargets.all(),
            JoinTargets.all(),
            NodeTargets.all(),
            OperateTargets.all(),
            OsTargets.all(),
            PeerTargets.all(),
            PostgresTargets.all(),
            RouterTargets.all(),
            StatusTargets.all(),
            TlsTargets.all(),
            VipTargets.all(),
            WorkloadTargets.all())
        .flatMap(List::stream)
        .toList();
  }

  static List<Target> all() {
    return Stream.of(WireTargets.all(), RaftTargets.all(), ofTheAgent())
        .flatMap(List::stream)
        .toList();
  }

  /** What is said of each damaged file is not what is looked for. */
  static Level quiet() {
    Level before = OURS.getLevel();
    OURS.setLevel(Level.OFF);
    return before;
  }

  static void loud(Level as) {
    OURS.setLevel(as);
  }

  public static void main(String[] arguments) throws Exception {
    quiet();
    Logger.getLogger("org.apache.ratis").setLevel(Level.OFF);
    int status = Fuzz.run(arguments, all());
    System.out.flush();
    // A parser that does not come back, and Ratis, leave threads behind.
    Runtime.getRuntime().exit(status);
  }
}
