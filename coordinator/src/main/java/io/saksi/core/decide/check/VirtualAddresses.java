package io.saksi.core.decide.check;

import io.saksi.core.model.NodeId;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.VipFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is wrong with virtual addresses: one is in trouble on a node, or is on two nodes. */
public final class VirtualAddresses {
  private VirtualAddresses() {}

  static List<Problem> check(ClusterView view) {
    List<NodeReport> reports =
        view.received().values().stream().map(ClusterView.Received::report).toList();
    List<Problem> found = new ArrayList<>();
    reports.forEach(report -> found.addAll(of(report)));
    found.addAll(heldTwice(reports));
    return found;
  }

  /** What one node says of its own. */
  public static List<Problem> of(NodeReport report) {
    return report.vips().addresses().stream()
        .filter(address -> address.trouble().isPresent())
        .map(address -> new Problem(code(address.trouble().get()), report.node(), text(address)))
        .toList();
  }

  private static String text(VipFacts.Address address) {
    return address.address() + ": " + address.trouble().orElseThrow().text();
  }

  private static ProblemCode code(VipFacts.Trouble trouble) {
    return switch (trouble.kind()) {
      case CONFLICT -> ProblemCode.VIP_CONFLICT;
      case FAILED -> ProblemCode.VIP_FAILED;
    };
  }

  /** Addresses that more than one node says it holds. */
  public static List<Problem> heldTwice(List<NodeReport> reports) {
    Map<String, TreeSet<NodeId>> holders = new TreeMap<>();
    for (NodeReport report : reports) {
      for (VipFacts.Address address : report.vips().addresses()) {
        if (address.held()) {
          holders.computeIfAbsent(address.address(), _ -> new TreeSet<>()).add(report.node());
        }
      }
    }
    return holders.entrySet().stream()
        .filter(e -> e.getValue().size() > 1)
        .map(e ->
            new Problem(
                ProblemCode.VIP_HELD_TWICE,
                e.getValue().last(),
                e.getKey() + " is on " + e.getValue()))
        .toList();
  }
}
