package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import io.saksi.proto.v1.ExamineReply;
import io.saksi.proto.v1.Unreached;
import java.util.List;

/**
 * Whether each member reaches the others' agent, Raft peer and PostgreSQL, and is let in to
 * replicate, as tried from there. One that is down is in the status; what is left is a firewall.
 */
public final class PortsCheck implements ClusterCheck {
  @Override
  public String subject() {
    return "the ways between the members";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    return cluster
        .trials()
        .flatMap(trial ->
            trial.getUnreachedList().stream()
                .filter(way -> isUp(cluster, way.getNode()))
                .map(way -> way.getRefused() ? refused(trial, way) : closed(trial, way)))
        .toList();
  }

  private static boolean isUp(Cluster cluster, String node) {
    return cluster.members().stream()
        .anyMatch(member -> member.getName().equals(node) && member.getLive());
  }

  private static Finding closed(ExamineReply trial, Unreached way) {
    return new Finding(
        Severity.WARNING,
        "PORT_UNREACHABLE",
        trial.getNode(),
        "it does not reach %s of %s at %s: %s"
            .formatted(words(way.getPort()), way.getNode(), way.getAddress(), way.getWhy()),
        "open that port in the firewalls from %s to %s; see that it listens there"
            .formatted(trial.getNode(), way.getNode()));
  }

  private static Finding refused(ExamineReply trial, Unreached way) {
    return new Finding(
        Severity.WARNING,
        "REPLICATION_REFUSED",
        trial.getNode(),
        "PostgreSQL of %s at %s does not let it in to replicate: %s"
            .formatted(way.getNode(), way.getAddress(), way.getWhy()),
        "its connections must come from the address that it is a member with (--postgres-listen):"
            + " see routes and address translation between the two. Where somebody changed"
            + " pg_hba.conf in the run directory of "
            + way.getNode()
            + ": restart that node, its agent writes it anew");
  }

  private static String words(String port) {
    return switch (port) {
      case "agent" -> "the agent";
      case "raft" -> "the Raft peer";
      default -> "PostgreSQL";
    };
  }
}
