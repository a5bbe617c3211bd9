package io.saksi.agent.cli.status;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.proto.v1.ClusterStatus;

/**
 * What came back.
 *
 * @param agent where it came from
 */
public record StatusAnswer(AgentAddress agent, ClusterStatus status) {
  /** Whether the Raft leader's measurements are in it. */
  boolean hasLeaderView() {
    return status.getLeaderView().getAvailable();
  }

  /** Whether this answer tells more than {@code other}: it comes from a further replica. */
  boolean isNewerThan(StatusAnswer other) {
    return Long.compareUnsigned(status.getStateVersion(), other.status.getStateVersion()) > 0;
  }
}
