package io.saksi.agent.vip;

import io.saksi.agent.guard.HeldAddresses;
import io.saksi.agent.node.FakeLeaseGuard;
import io.saksi.agent.node.Promises;
import io.saksi.agent.os.ElapsedClock;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.NodeId;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.VipFacts;
import io.saksi.wire.LeaderView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One host's virtual addresses, with a PostgreSQL and a guard that are fakes. */
final class VipNode implements AutoCloseable {
  final NodeId id;
  final ElapsedClock clock = new ElapsedClock();
  final FakeLeaseGuard lease;
  final FakeHands postgres = new FakeHands();
  final Promises promises;
  final VipDesk desk;
  final VipHands hands;
  final VipGuard guard;

  VipNode(NodeId id, VipConfig config, VipProvider provider, Path directory) throws Exception {
    this(id, config, provider, directory, new FakeLeaseGuard());
  }

  VipNode(NodeId id, VipConfig config, VipProvider provider, Path directory, FakeLeaseGuard lease)
      throws Exception {
    this.id = id;
    this.lease = lease;
    promises = Promises.load(directory.resolve("promises-" + id));
    desk = new VipDesk(id, config, provider, lease, new HeldAddresses(directory), clock::now);
    hands = new VipHands(postgres, desk, promises);
    guard = new VipGuard(lease, desk);
    desk.start();
  }

  static VipConfig config(List<VipAddress> write, List<List<VipAddress>> read) {
    return new VipConfig(
        VipConfig.Provider.LINUX,
        write,
        read,
        Optional.empty(),
        Duration.ofSeconds(5),
        16L << 20,
        false);
  }

  /** A renewal was accepted. */
  void renew(Epoch epoch, Duration left) {
    guard.arm(epoch, clock.now().plus(left));
  }

  void open(Epoch epoch, ClusterState state) throws Exception {
    hands.know(state);
    promises.persistServing(epoch, new InstanceId("i1"));
    hands.perform(new Action.SetGate(epoch, Gate.WRITE), state);
  }

  /** The whole way to holding the address. */
  void lead(Epoch epoch, ClusterState state) throws Exception {
    hands.know(state);
    renew(epoch, Duration.ofMillis(2850));
    open(epoch, state);
  }

  void read(ClusterState state) throws Exception {
    hands.know(state);
    hands.perform(new Action.SetGate(Epoch.NONE, Gate.READ), state);
  }

  /** A broadcast in which other nodes have these link addresses. */
  void hears(Map<String, NodeId> places, String... hardware) {
    NodeReport report =
        new NodeReport(
                new NodeId("other"),
                Epoch.NONE,
                Optional.empty(),
                new Postgres.Absent(),
                Gate.CLOSED,
                Optional.empty(),
                1,
                List.of())
            .with(new VipFacts(List.of(), Set.of(hardware), 0, false));
    desk.heard(
        new LeaderView(
            id, 1, 1, Epoch.NONE, 1, List.of(new LeaderView.Seen(report, Duration.ZERO)), places));
  }

  VipFacts.Address facts(VipAddress vip) {
    return desk.facts().addresses().stream()
        .filter(a -> a.address().equals(vip.text()))
        .findFirst()
        .orElseThrow();
  }

  /** As when the agent is stopped or killed: nothing is done any more. */
  @Override
  public void close() {
    desk.close();
  }
}
