package io.saksi.chaos.cluster;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one node sends to another does not arrive, on some planes; the other way goes on. Two of
 * them cut both ways.
 */
public record LinkCut(String from, String to, Set<Plane> planes) implements Fault {
  public LinkCut {
    planes = Set.copyOf(planes);
  }

  private Rules rules() {
    String named = planes.stream().sorted().map(Plane::name).collect(Collectors.joining("_"));
    return Rules.of("link", from, to, named);
  }

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    String sender = "ip saddr " + cluster.node(from).address() + " tcp ";
    String ports = " { " + Plane.ports(planes) + " }";
    rules()
        .put(
            cluster.node(to),
            List.of(
                Rules.in(sender + "dport" + ports, "drop"),
                // The answers on connections that the receiver made.
                Rules.in(sender + "sport" + ports, "drop")));
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node sender = cluster.node(from);
    Node receiver = cluster.node(to);
    boolean in = rules().areIn(receiver);
    for (Plane plane : planes) {
      in &= !sender.reaches(receiver.address(), plane.port());
    }
    return in;
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    rules().remove(cluster.node(to));
  }

  /** Short: several of them make one fault. */
  @Override
  public String toString() {
    return from + "-/->" + to + " " + planes.stream().sorted().toList();
  }
}
