package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import io.saksi.proto.v1.ProblemStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the cluster itself complains of: settings that somebody overrode (fsync, full_page_writes,
 * wal_log_hints, wal_level and all others that are ours), stored settings that let commits not
 * wait, slots, clocks.
 */
public final class ProblemsCheck implements ClusterCheck {
  private static final Set<String> DANGERS = Set.of("COMMITS_DO_NOT_WAIT", "SETTING_OVERRIDDEN");

  @Override
  public String subject() {
    return "what the agents complain of";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    List<Finding> found = new ArrayList<>();
    cluster.status().getProblemsList().forEach(p -> found.add(of(p, Finding.CLUSTER)));
    cluster
        .members()
        .forEach(member ->
            member.getProblemsList().stream()
                // Told better by the check of what stops a node.
                .filter(problem -> !problem.getCode().equals("NO_FENCE_POSSIBLE"))
                .forEach(problem -> found.add(of(problem, member.getName()))));
    return found;
  }

  private static Finding of(ProblemStatus problem, String where) {
    return new Finding(
        DANGERS.contains(problem.getCode()) ? Severity.DANGER : Severity.WARNING,
        problem.getCode(),
        where,
        problem.getText(),
        problem.getRemedy());
  }
}
