package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Cluster;
import io.saksi.agent.doctor.ClusterCheck;
import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Nodes that fail together are one node. */
public final class AddressesCheck implements ClusterCheck {
  @Override
  public String subject() {
    return "where the nodes are";
  }

  @Override
  public List<Finding> examine(Cluster cluster) {
    Map<String, List<String>> byHost =
        cluster.members().stream()
            .filter(member -> member.getAgentAddressesCount() > 0)
            .collect(
                Collectors.groupingBy(
                    member -> host(member.getAgentAddresses(0)),
                    TreeMap::new,
                    Collectors.mapping(member -> member.getName(), Collectors.toList())));
    boolean loopback = byHost.keySet().stream().anyMatch(host -> host.startsWith("127."));
    if (loopback) {
      return List.of(
          Finding.cluster(
              Severity.DANGER,
              "ONE_MACHINE",
              "nodes listen on loopback addresses: they are on one machine",
              "this is a trial, not a cluster: one machine for each node"));
    }
    return byHost.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(entry ->
            Finding.cluster(
                Severity.DANGER,
                "SAME_MACHINE",
                entry.getValue() + " are at one address, " + entry.getKey(),
                "one machine, better one site, for each node"))
        .toList();
  }

  private static String host(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? address : address.substring(0, colon);
  }
}
