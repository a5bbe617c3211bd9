package io.saksi.agent.doctor;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.ExamineReply;
import io.saksi.proto.v1.MemberStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
   * @param trials what it found when it tried to reach the others; empty: it did not say
   */
  public record Answer(
      String node, String address, Optional<ClusterStatus> status, Optional<ExamineReply> trials) {}

  /** What the agents found that said it, by node. */
  public Stream<ExamineReply> trials() {
    return answers.stream().flatMap(answer -> answer.trials().stream());
  }

  public List<MemberStatus> members() {
    return status.getMembersList();
  }
}
