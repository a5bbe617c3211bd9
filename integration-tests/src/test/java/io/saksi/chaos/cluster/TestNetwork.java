package io.saksi.chaos.cluster;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network.Ipam;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.testcontainers.containers.Network;

/** A network that exists for one cluster; nodes have fixed addresses in it. */
final class TestNetwork implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  private final Network network;
  private final String prefix;

  private TestNetwork(Network network, String prefix) {
    this.network = network;
    this.prefix = prefix;
  }

  /** Some of 10.213.0.0/16, which another network may already have. */
  static TestNetwork create(String name) throws ChaosException {
    DockerException last = null;
    for (int i = 0; i < ATTEMPTS; i++) {
      String prefix = "10.213." + ThreadLocalRandom.current().nextInt(256) + ".";
      Ipam addresses = new Ipam().withConfig(new Ipam.Config().withSubnet(prefix + "0/24"));
      Network network =
          Network.builder()
              .createNetworkCmdModifier(command ->
                  command
                      .withName(name)
                      .withIpam(addresses)
                      .withLabels(Map.of(ContainerCluster.LABEL, name)))
              .build();
      try {
        network.getId(); // makes it
        return new TestNetwork(network, prefix);
      } catch (DockerException e) {
        last = e; // overlaps with another
      }
    }
    throw new ChaosException("no network can be made", last);
  }

  String id() {
    return network.getId();
  }

  String address(int number) {
    return prefix + number;
  }

  @Override
  public void close() {
    network.close();
  }
}
