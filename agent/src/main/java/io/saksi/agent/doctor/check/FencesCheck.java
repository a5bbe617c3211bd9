package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import io.saksi.proto.v1.MemberKind;
import java.util.List;
import java.util.Set;

/** What stops a node whose processes hang together. */
public final class FencesCheck implements ClusterCheck {
  private static final Set<String> OUTSIDE = Set.of("watchdog", "fence-agent");

  @Override
  public String subject() {
    return "what stops a node that hangs";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    return cluster.members().stream()
        .filter(member -> member.getKind() == MemberKind.MEMBER_KIND_DATA && member.getLive())
        .filter(member -> member.getFencesList().stream().noneMatch(OUTSIDE::contains))
        .map(member ->
            new Finding(
                member.getFencesList().contains("guard") ? Severity.ADVICE : Severity.DANGER,
                "NO_OUTER_FENCE",
                member.getName(),
                "only its own processes would stop it: " + member.getFencesList(),
                "a watchdog, or a fence agent on the others (docs/fencing.md)"))
        .toList();
  }
}
