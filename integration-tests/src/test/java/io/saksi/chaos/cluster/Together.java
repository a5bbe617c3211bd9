package io.saksi.chaos.cluster;

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

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    for (Fault fault : faults.reversed()) {
      fault.heal(cluster);
    }
  }

  @Override
  public String toString() {
    return faults.stream().map(Fault::toString).collect(Collectors.joining(" and "));
  }
}
