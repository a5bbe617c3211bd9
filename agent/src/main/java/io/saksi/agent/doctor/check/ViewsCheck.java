package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import io.saksi.proto.v1.ClusterStatus;
import java.util.ArrayList;
import java.util.List;

/** Whether all agents speak of one cluster, with one primary. */
public final class ViewsCheck implements ClusterCheck {
  @Override
  public String subject() {
    return "what the agents agree on";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    List<Finding> found = new ArrayList<>();
    ClusterStatus leading = cluster.status();
    for (Cluster.Answer answer : cluster.answers()) {
      answer
          .status()
          .filter(said -> !said.getClusterId().equals(leading.getClusterId()))
          .ifPresent(said ->
              found.add(
                  new Finding(
                      Severity.DANGER,
                      "OTHER_CLUSTER",
                      answer.node(),
                      "it belongs to cluster id "
                          + said.getClusterId()
                          + ", the others to "
                          + leading.getClusterId(),
                      "if the cluster was recovered from a disaster: saksi disaster rejoin"
                          + " there")));
      answer
          .status()
          .filter(said -> said.getClusterId().equals(leading.getClusterId()))
          .filter(said -> said.getReign().getEpoch() < leading.getReign().getEpoch())
          .ifPresent(said ->
              found.add(
                  new Finding(
                      Severity.WARNING,
                      "AGENT_LAGS",
                      answer.node(),
                      "it still speaks of epoch "
                          + said.getReign().getEpoch()
                          + ", the leader of "
                          + leading.getReign().getEpoch(),
                      "see the network to it, its disk and its log")));
    }
    return found;
  }
}
