package io.saksi.agent.admin;

import io.saksi.core.decide.check.VirtualAddresses;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.VipFacts;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.VirtualAddressStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The cluster's virtual addresses, each with who holds it. */
final class VipStatuses {
  private VipStatuses() {}

  static void addTo(ClusterStatus.Builder status, List<NodeReport> reports) {
    for (VipFacts.Role role : VipFacts.Role.values()) {
      Map<String, VirtualAddressStatus.Builder> found = new TreeMap<>();
      for (NodeReport report : reports) {
        for (VipFacts.Address address : report.vips().addresses()) {
          if (address.role() == role) {
            add(found, report, address);
          }
        }
      }
      found.values().forEach(status::addVirtualAddresses);
    }
    VirtualAddresses.heldTwice(reports)
        .forEach(problem -> status.addProblems(MemberStatuses.problem(problem)));
  }

  private static void add(
      Map<String, VirtualAddressStatus.Builder> found,
      NodeReport report,
      VipFacts.Address address) {
    VirtualAddressStatus.Builder of =
        found.computeIfAbsent(
            address.address(),
            text ->
                VirtualAddressStatus.newBuilder()
                    .setAddress(text)
                    .setReadWrite(address.role() == VipFacts.Role.WRITE));
    if (address.held()) {
      of.addHolders(report.node().name());
    }
  }
}
