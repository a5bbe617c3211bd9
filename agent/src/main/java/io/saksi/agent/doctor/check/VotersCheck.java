package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberStatus;
import java.util.ArrayList;
import java.util.List;

/** Whether the loss of one node is survived, and a vote more would be worth something. */
public final class VotersCheck implements ClusterCheck {
  @Override
  public String subject() {
    return "the number of voters";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    List<Finding> found = new ArrayList<>();
    long voters = cluster.members().stream().filter(MemberStatus::getRaftVoter).count();
    long data =
        cluster.members().stream()
            .filter(member -> member.getKind() == MemberKind.MEMBER_KIND_DATA)
            .count();
    if (voters < 3) {
      found.add(
          Finding.cluster(
              Severity.DANGER,
              "TOO_FEW_VOTERS",
              voters + " vote: the loss of one stops the cluster",
              "add a witness (saksi agent --witness): it needs no database"));
    } else if (voters % 2 == 0) {
      found.add(
          Finding.cluster(
              Severity.ADVICE,
              "EVEN_VOTERS",
              voters + " vote: as many may be lost as of " + (voters - 1),
              "add a witness, or take one out"));
    }
    if (data < 2) {
      found.add(
          Finding.cluster(
              Severity.DANGER,
              "ONE_DATA_NODE",
              "one node has data: nobody can take over",
              "add a data node"));
    }
    cluster.members().stream()
        .filter(member -> !member.getRaftVoter())
        .forEach(member ->
            found.add(
                new Finding(
                    Severity.WARNING,
                    "NO_VOTER",
                    member.getName(),
                    "it is a member and does not vote",
                    "start its agent, or remove it: saksi node remove " + member.getName())));
    return found;
  }
}
