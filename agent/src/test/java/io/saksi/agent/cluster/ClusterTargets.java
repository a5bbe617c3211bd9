package io.saksi.agent.cluster;

import io.saksi.core.decide.Decider;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Sightings;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.wire.LeaderView;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.WireTargets;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What becomes of what was read: entries that are applied, reports that a leader decides on. */
public final class ClusterTargets {
  private static final Moment NOW = new Moment(5_000_000_000L);

  private ClusterTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.of("cluster.apply", WireTargets.entries())
            .shaped(Shape.PROTOBUF)
            .refusesBy(IllegalStateException.class)
            .costing(20)
            .tried(ClusterTargets::apply),
        Target.of("cluster.reports", WireTargets.broadcasts())
            .shaped(Shape.PROTOBUF)
            .refusesBy(IOException.class)
            .refusesBy(MalformedMessage.class)
            .costing(20)
            .tried(ClusterTargets::decide));
  }

  private static ClusterMachine machine() {
    return new ClusterMachine(() -> NOW, () -> {}, _ -> {});
  }

  /**
   * Every replica comes to the same, and to what its snapshot says. An entry that is not understood
   * stops the replica: that is the refusal.
   */
  private static void apply(byte[] entry) {
    ClusterMachine one = machine();
    one.restore(Snapshots.open());
    byte[] answer = one.apply(entry, 1);
    ClusterMachine other = machine();
    other.restore(one.snapshot());
    if (!other.applied().state().equals(one.applied().state())
        || !other.applied().trail().equals(one.applied().trail())
        || !other.applied().incidents().equals(one.applied().incidents())) {
      throw new AssertionError("a snapshot says something else");
    }
    ClusterMachine third = machine();
    third.restore(Snapshots.open());
    if (!Arrays.equals(third.apply(entry, 1), answer)
        || !Arrays.equals(third.snapshot(), one.snapshot())) {
      throw new AssertionError("two replicas came to different states");
    }
  }

  /** Whatever the nodes say of themselves, the leader comes to a decision, or to none. */
  private static void decide(byte[] in) throws IOException, MalformedMessage {
    LeaderView said = LeaderView.decode(io.saksi.proto.v1.LeaderBroadcast.parseFrom(in));
    ClusterMachine machine = machine();
    machine.restore(Snapshots.open());
    Map<NodeId, ClusterView.Received> received = new TreeMap<>();
    said.nodes()
        .forEach(seen ->
            received.put(seen.report().node(), new ClusterView.Received(seen.report(), NOW)));
    ClusterView view =
        new ClusterView(NOW, NOW, received, machine.applied().lease(), Sightings.NONE);
    Decider.decide(machine.applied().state().orElseThrow(), view, NOW);
  }
}
