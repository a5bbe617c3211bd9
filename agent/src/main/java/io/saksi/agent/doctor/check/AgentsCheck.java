package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import java.util.ArrayList;
import java.util.List;

/** Whether every agent is reached from here, by the Raft leader, and reaches it. */
public final class AgentsCheck implements ClusterCheck {
  @Override
  public String subject() {
    return "the way to every agent";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    List<Finding> found = new ArrayList<>();
    cluster.members().stream()
        .filter(member -> !member.getLive())
        .forEach(member ->
            found.add(
                new Finding(
                    Severity.DANGER,
                    "AGENT_SILENT",
                    member.getName(),
                    "the Raft leader does not hear its agent",
                    "start it, look at its log, and at the network to "
                        + cluster.status().getRaft().getLeader())));
    for (Cluster.Answer answer : cluster.answers()) {
      if (answer.status().isEmpty()) {
        found.add(
            new Finding(
                Severity.WARNING,
                "AGENT_UNREACHABLE",
                answer.node(),
                "its agent does not answer from here at " + answer.address(),
                "see the firewall between this host and it"));
      } else if (!answer.status().get().getLeaderView().getAvailable()) {
        found.add(
            new Finding(
                Severity.DANGER,
                "LEADER_NOT_HEARD",
                answer.node(),
                "its agent does not hear the Raft leader",
                "see the firewall from it to the leader, for the agent's and the Raft port"));
      }
    }
    return found;
  }
}
