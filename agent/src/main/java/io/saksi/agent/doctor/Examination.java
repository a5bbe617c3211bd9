package io.saksi.agent.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was looked at, and found.
 *
 * @param findings the worst first
 * @param checks how many looked
 */
public record Examination(List<Finding> findings, List<Skipped> skipped, int checks) {
  public Examination {
    findings = findings.stream().sorted(Comparator.comparing(Finding::severity)).toList();
    skipped = List.copyOf(skipped);
  }

  /** Something that could not be looked at: no finding, and no all-clear either. */
  public record Skipped(String subject, String why) {}

  /** Whether anything is worse than it should be left. */
  public boolean isWell() {
    return findings.stream().allMatch(finding -> finding.severity() == Severity.ADVICE);
  }

  /**
   * Every check, each by itself: one that fails leaves the others.
   *
   * @param noSettings why the agent's settings are not known, where they are not
   * @param cluster empty: no agent answered
   */
  public static Examination of(
      List<LocalCheck> local,
      Place place,
      String noSettings,
      List<ClusterCheck> overall,
      Optional<Cluster> cluster,
      String noCluster) {
    List<Finding> findings = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    for (LocalCheck check : local) {
      if (check.needsSettings() && place.settings().isEmpty()) {
        skipped.add(new Skipped(check.subject(), noSettings));
        continue;
      }
      try {
        findings.addAll(check.examine(place));
      } catch (IOException | RuntimeException e) {
        skipped.add(new Skipped(check.subject(), String.valueOf(e.getMessage())));
      }
    }
    for (ClusterCheck check : overall) {
      if (cluster.isPresent()) {
        findings.addAll(check.examine(cluster.get()));
      } else {
        skipped.add(new Skipped(check.subject(), noCluster));
      }
    }
    int checks = local.size() + overall.size() - skipped.size();
    cluster.ifPresent(of -> skipped.addAll(untold(of)));
    return new Examination(findings, skipped, checks);
  }

  /** What only an agent itself can find out, of those that answer and did not say it. */
  private static List<Skipped> untold(Cluster cluster) {
    return cluster.answers().stream()
        .filter(answer -> answer.status().isPresent() && answer.trials().isEmpty())
        .map(answer ->
            new Skipped(
                "the ways from " + answer.node() + ", and its versions",
                "its agent did not say them in time, or is too old to"))
        .toList();
  }
}
