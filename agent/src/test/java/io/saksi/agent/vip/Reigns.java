package io.saksi.agent.vip;

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
import io.saksi.core.state.ClusterState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** States of a cluster of a and b, reached by commands. */
final class Reigns {
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final Epoch E1 = new Epoch(1);
  static final Epoch E2 = new Epoch(2);

  private Reigns() {}

  private static ClusterState after(ClusterState state, Command... commands) {
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

  private static Member member(NodeId node) {
    Endpoint endpoint = new Endpoint("127.0.0.1", 1);
    return new Member(node, endpoint, endpoint, Optional.of(endpoint), Optional.empty(), 1);
  }

  /** a leads epoch 1. */
  static ClusterState openA() {
    return after(
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("t", "t"), Settings.DEFAULT, member(A))),
        new Command.PutMember(member(B)),
        new Command.RecordInstance(A, new InstanceId("data-of-a")),
        new Command.RecordInstance(B, new InstanceId("data-of-b")),
        new Command.Found(A),
        new Command.Open(E1, SyncSet.NOBODY, Optional.empty()));
  }

  private static ClusterState counted() {
    ClusterState appended = after(openA(), new Command.AppendSet(E1, SyncSet.any(1, List.of(B))));
    return after(
        appended,
        new Command.ConfirmSet(E1, appended.inForce().getLast().id()),
        new Command.Renew(E1, 1, Settings.DEFAULT.leaseTtl(), Optional.empty()));
  }

  /** b is elected for epoch 2. */
  static ClusterState electedB() {
    return after(
        counted(),
        new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD),
        new Command.Elect(
            E2,
            B,
            Reign.Accession.PROMOTE,
            Optional.empty(),
            Map.of(B, new Position(new Branch(1, E1), new Lsn(100))),
            SyncSet.NOBODY));
  }

  /** b leads epoch 2. */
  static ClusterState openB() {
    return after(
        electedB(),
        new Command.RecordFence(E1, FenceProof.SELF_FENCED),
        new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
  }

  /** The reign of b is over. */
  static ClusterState endedB() {
    return after(openB(), new Command.BeginFailover(E2, Cause.NODE_SILENT));
  }
}
