package io.saksi.agent.admin;

import io.saksi.agent.cluster.Picture;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.List;
import java.util.Optional;

/** What this agent knows now; readable by any thread. */
public interface StatusSource {
  NodeId self();

  Optional<ClusterState> state();

  Optional<ClusterView.LeaseSeen> lease();

  /** The changes of roles so far, as this replica has them. */
  IncidentTrail incidents();

  Moment reignSince();

  Optional<Picture> picture();

  Raft raft();

  Moment now();

  /** Returns when something has changed, or after this time. */
  void awaitNews(java.time.Duration longest) throws InterruptedException;

  /**
   * The group as this node's peer sees it.
   *
   * @param voters by name
   */
  record Raft(Optional<String> leader, long term, List<String> voters) {
    public Raft {
      voters = List.copyOf(voters);
    }
  }
}
