package io.saksi.agent.boot;

import io.saksi.agent.admin.News;
import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.Picture;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftPeerAddress;
import io.saksi.raft.RaftRole;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What {@code status} is made from; everything is read from memory, on any thread. */
record CoreStatus(
    NodeId self,
    Supplier<Moment> clock,
    ClusterMachine machine,
    Broadcasts broadcasts,
    News news,
    Supplier<Optional<RaftNode>> running)
    implements StatusSource {
  @Override
  public Optional<ClusterState> state() {
    return machine.applied().state();
  }

  @Override
  public Optional<ClusterView.LeaseSeen> lease() {
    return machine.applied().lease();
  }

  @Override
  public IncidentTrail incidents() {
    return machine.applied().incidents();
  }

  @Override
  public Moment reignSince() {
    return machine.applied().reignSince();
  }

  @Override
  public Optional<Picture> picture() {
    return broadcasts.picture();
  }

  @Override
  public Raft raft() {
    return running
        .get()
        .map(now -> new Raft(leader(now), now.term(), peers(now)))
        .orElseGet(() -> new Raft(Optional.empty(), 0, List.of()));
  }

  private Optional<String> leader(RaftNode raft) {
    return raft.role() == RaftRole.LEADER_READY ? Optional.of(self.name()) : raft.leaderId();
  }

  private static List<String> peers(RaftNode raft) {
    return raft.peers().stream().map(RaftPeerAddress::id).toList();
  }

  @Override
  public Moment now() {
    return clock.get();
  }

  @Override
  public void awaitNews(Duration longest) throws InterruptedException {
    news.await(longest);
  }
}
