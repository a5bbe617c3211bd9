package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import io.saksi.proto.v1.ExamineReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether all members run the same, and what is tried. */
public final class VersionsCheck implements ClusterCheck {
  private static final int NEWEST_TRIED = 18;

  /** From these on a commit right after a start waits for its standbys. */
  private static final Map<Integer, Integer> LEAST_MINOR = Map.of(14, 18, 15, 13, 16, 9, 17, 5);

  @Override
  public String subject() {
    return "the versions";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    List<Finding> found = new ArrayList<>();
    Map<String, Set<String>> saksi = new TreeMap<>();
    Map<String, Set<String>> postgres = new TreeMap<>();
    Set<Integer> majors = new TreeSet<>();
    for (ExamineReply trial : cluster.trials().toList()) {
      saksi.computeIfAbsent(trial.getSaksiVersion(), _ -> new TreeSet<>()).add(trial.getNode());
      if (!trial.getPostgresVersion().isEmpty()) {
        String version = trial.getPostgresVersion();
        postgres.computeIfAbsent(version, _ -> new TreeSet<>()).add(trial.getNode());
        majors.add(part(version, 0));
        found.addAll(ofOne(trial.getNode(), version));
      }
    }
    if (saksi.size() > 1) {
      found.add(
          Finding.cluster(
              Severity.WARNING,
              "SAKSI_VERSIONS_DIFFER",
              "Saksi is not the same everywhere: " + words(saksi),
              "upgrade the others too: saksi guard --upgrade"));
    }
    if (majors.size() > 1) {
      found.add(
          Finding.cluster(
              Severity.DANGER,
              "POSTGRES_MAJORS_DIFFER",
              "nodes of different major versions cannot replicate: " + words(postgres),
              "install the same major version on all, or name it with --postgres-bin"));
    } else if (postgres.size() > 1) {
      found.add(
          Finding.cluster(
              Severity.ADVICE,
              "POSTGRES_MINORS_DIFFER",
              "PostgreSQL is not the same everywhere: " + words(postgres),
              "upgrade the standbys, then the primary after a switchover"));
    }
    return found;
  }

  private static List<Finding> ofOne(String node, String version) {
    int major = part(version, 0);
    if (LEAST_MINOR.getOrDefault(major, 0) > part(version, 1)) {
      return List.of(
          new Finding(
              Severity.WARNING,
              "POSTGRES_MINOR_OLD",
              node,
              "PostgreSQL "
                  + version
                  + " has a fault: commits right after a start may not wait for standbys",
              "upgrade it to " + major + "." + LEAST_MINOR.get(major) + " or newer"));
    }
    return major > NEWEST_TRIED
        ? List.of(
            new Finding(
                Severity.ADVICE,
                "POSTGRES_NOT_TRIED",
                node,
                "this Saksi was not tried with PostgreSQL " + version,
                "see whether a newer Saksi names it"))
        : List.of();
  }

  /** Of {@code 15.18}, {@code 18beta1}, or what else a build calls itself; 0: it has none. */
  private static int part(String version, int index) {
    String[] parts = version.split("[^0-9]+", 3);
    return parts.length > index && parts[index].matches("[0-9]{1,4}")
        ? Integer.parseInt(parts[index])
        : 0;
  }

  private static String words(Map<String, Set<String>> versions) {
    return versions.entrySet().stream()
        .map(e -> e.getKey() + " on " + String.join(", ", e.getValue()))
        .collect(Collectors.joining("; "));
  }
}
