package io.saksi.agent.http;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * States of a cluster of a, b (counted), c (not counted) and the witness w, reached by commands.
 */
final class Cluster {
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final NodeId C = new NodeId("c");
  static final NodeId W = new NodeId("w");
  static final Epoch E1 = new Epoch(1);
  static final Epoch E2 = new Epoch(2);

  private Cluster() {}

  /** a leads epoch 1. */
  static ClusterState openA() {
    ClusterState appended =
        after(
            ClusterState.create(
                new Command.CreateCluster(
                    new ClusterId("shop", "id"), Settings.DEFAULT, member(A, 1))),
            new Command.PutMember(member(B, 2)),
            new Command.PutMember(member(C, 3)),
            new Command.PutMember(
                new Member(W, at(4), at(4), Optional.empty(), Optional.empty(), 100)),
            new Command.RecordInstance(A, new InstanceId("data-of-a")),
            new Command.RecordInstance(B, new InstanceId("data-of-b")),
            new Command.RecordInstance(C, new InstanceId("data-of-c")),
            new Command.Found(A),
            new Command.Open(E1, SyncSet.NOBODY, Optional.empty()),
            new Command.AppendSet(E1, SyncSet.any(1, List.of(B))));
    return after(
        appended,
        new Command.ConfirmSet(E1, appended.inForce().getLast().id()),
        new Command.Renew(E1, 1, Settings.DEFAULT.leaseTtl(), Optional.empty()));
  }

  /** b leads epoch 2. */
  static ClusterState openB() {
    return after(
        openA(),
        new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD),
        new Command.Elect(
            E2,
            B,
            Reign.Accession.PROMOTE,
            Optional.empty(),
            Map.of(B, new Position(new Branch(1, E1), new Lsn(100))),
            SyncSet.NOBODY),
        new Command.RecordFence(E1, FenceProof.SELF_FENCED),
        new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(90))));
  }

  static ClusterState after(ClusterState state, Command... commands) {
    ClusterState at = state;
    for (Command command : commands) {
      Outcome outcome = at.apply(command, OptionalLong.empty());
      if (!(outcome instanceof Outcome.Applied applied)) {
        throw new AssertionError(command + ": " + outcome);
      }
      at = applied.state();
    }
    return at;
  }

  private static Member member(NodeId node, int number) {
    return new Member(
        node,
        at(number),
        at(number),
        Optional.of(at(number)),
        Optional.empty(),
        new Tags(100, Optional.of("rack" + number), false, false));
  }

  private static Endpoint at(int number) {
    return new Endpoint("10.0.0." + number, 5432);
  }
}
