package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import io.saksi.proto.v1.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether the loss of one site is survived, as far as zones are named. */
public final class ZonesCheck implements ClusterCheck {
  private static final String HOW = "saksi node tag NODE --zone NAME";

  @Override
  public String subject() {
    return "the zones";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    Map<String, Long> voters =
        cluster.members().stream()
            .collect(
                Collectors.groupingBy(MemberStatus::getZone, TreeMap::new, Collectors.counting()));
    long unnamed = voters.getOrDefault("", 0L);
    if (unnamed == cluster.members().size()) {
      return List.of();
    }
    List<Finding> found = new ArrayList<>();
    if (voters.size() == 1) {
      found.add(
          Finding.cluster(
              Severity.WARNING,
              "ONE_ZONE",
              "all members are in zone " + voters.keySet().iterator().next(),
              "put one elsewhere; where the tag is wrong: " + HOW));
      return found;
    }
    if (unnamed > 0) {
      found.add(
          Finding.cluster(
              Severity.ADVICE,
              "ZONE_NOT_NAMED",
              unnamed + " members have no zone, others have: commits may wait for the wrong ones",
              "name it: " + HOW));
    }
    voters.entrySet().stream()
        .filter(zone -> !zone.getKey().isEmpty())
        .filter(zone -> zone.getValue() * 2 > cluster.members().size())
        .forEach(zone ->
            found.add(
                Finding.cluster(
                    Severity.WARNING,
                    "MAJORITY_IN_ONE_ZONE",
                    "zone "
                        + zone.getKey()
                        + " has "
                        + zone.getValue()
                        + " of "
                        + cluster.members().size()
                        + " members: its loss stops the cluster",
                    "spread them over three zones; a witness is enough for the third")));
    return found;
  }
}
