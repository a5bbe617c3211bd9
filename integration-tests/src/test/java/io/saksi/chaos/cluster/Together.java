package io.saksi.chaos.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Several at once; healed in the opposite order. */
public record Together(List<Fault> faults) implements Fault {
  public Together {
    faults = List.copyOf(faults);
  }

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    for (Fault fault : faults) {
      fault.inject(cluster);
    }
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    for (Fault fault : faults) {
      if (!fault.isInForce(cluster)) {
        return false;
      }
    }
    return true;
  }

  /** Each of them, whatever becomes of the others: what stays would be another fault's blame. */
  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    List<String> failed = new ArrayList<>();
    for (Fault fault : faults.reversed()) {
      try {
        fault.heal(cluster);
      } catch (ChaosException e) {
        failed.add(fault + ": " + e.getMessage());
      }
    }
    if (!failed.isEmpty()) {
      throw new ChaosException(String.join("; ", failed));
    }
  }

  @Override
  public String toString() {
    return faults.stream().map(Fault::toString).collect(Collectors.joining(" and "));
  }
}
