package io.saksi.agent.cluster;

import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.wire.LogEntry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Of a cluster in which a leads, and commits wait for one of b and c. */
final class Snapshots {
  private static final byte[] OPEN = open(new Epoch(1));

  private Snapshots() {}

  static byte[] open() {
    return OPEN.clone();
  }

  private static byte[] open(Epoch epoch) {
    ClusterMachine machine = new ClusterMachine(() -> new Moment(0), () -> {}, _ -> {});
    NodeId a = new NodeId("a");
    apply(
        machine,
        new Command.CreateCluster(new ClusterId("demo", "id"), Settings.DEFAULT, member("a")));
    for (String name : List.of("b", "c")) {
      apply(machine, new Command.PutMember(member(name)));
    }
    for (String name : List.of("a", "b", "c")) {
      apply(
          machine, new Command.RecordInstance(new NodeId(name), new InstanceId("data-of-" + name)));
    }
    apply(machine, new Command.Found(a));
    apply(machine, new Command.Open(epoch, SyncSet.NOBODY, Optional.empty()));
    apply(
        machine,
        new Command.AppendSet(epoch, SyncSet.any(1, List.of(new NodeId("b"), new NodeId("c")))));
    return machine.snapshot();
  }

  private static void apply(ClusterMachine machine, Command command) {
    machine.apply(new LogEntry(OptionalLong.empty(), command, "a").toBytes(), 1);
  }

  private static Member member(String name) {
    Endpoint at = new Endpoint("10.0.0.1", 7400);
    return new Member(new NodeId(name), at, at, Optional.of(at), Optional.empty(), Tags.of(100));
  }
}
