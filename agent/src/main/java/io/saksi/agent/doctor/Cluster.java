package io.saksi.agent.doctor;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberStatus;
import java.util.List;
import java.util.Optional;

/**
 * The cluster as its agents tell it.
 *
 * @param status of the agent that is in touch with the Raft leader, if one is
 * @param answers of each member's agent that was asked
 */
public record Cluster(ClusterStatus status, List<Answer> answers) {
  public Cluster {
    answers = List.copyOf(answers);
  }

  /**
   * @param status what the agent says; empty: it does not answer from here
   */
  public record Answer(String node, String address, Optional<ClusterStatus> status) {}

  public List<MemberStatus> members() {
    return status.getMembersList();
  }
}
