package io.saksi.chaos.cluster;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The heads of all packets that cross the cluster's network, in a ring of files: what was said in
 * the last minutes, for whoever looks into a violation. Recorded on the bridge, between the nodes:
 * a packet that a node's own filter drops on arrival is in it, one dropped as it leaves is not.
 */
final class PacketRecord implements AutoCloseable {
  private static final String PLACE = "/packets";
  private static final int HEAD_BYTES = 128;
  private static final int MEGABYTES_EACH = 16;
  private static final int FILES = 8;

  private final GenericContainer<?> container;

  private PacketRecord(GenericContainer<?> container) {
    this.container = container;
  }

  /**
   * @param network the engine's id; a bridge is named after it
   */
  static PacketRecord start(String cluster, String network) throws ChaosException {
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(Image.name()))
            .withNetworkMode("host")
            .withLabel(ContainerCluster.LABEL, cluster)
            .withCreateContainerCmdModifier(command ->
                command
                    .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                    .withName(cluster + "-packets")
                    .withEntrypoint(
                        "bash",
                        "-c",
                        "mkdir %s; exec tcpdump -i br-%s -n -s %d -B 8192 -U -w %s/ring.pcap -C %d -W %d -Z root"
                            .formatted(
                                PLACE,
                                network.substring(0, 12),
                                HEAD_BYTES,
                                PLACE,
                                MEGABYTES_EACH,
                                FILES))
                    .withHostConfig(
                        command
                            .getHostConfig()
                            .withCapAdd(Capability.NET_RAW, Capability.NET_ADMIN)));
    container.start();
    PacketRecord record = new PacketRecord(container);
    if (!Until.holds(() -> record.holdsAny())) {
      throw new ChaosException("no packet is recorded: " + container.getLogs());
    }
    return record;
  }

  /** Beyond a file's own head. */
  boolean holdsAny() throws ChaosException {
    return Inside.bash(
            container.getContainerId(), "[ $(cat " + PLACE + "/* 2>/dev/null | wc -c) -gt 1000 ]")
        .succeeded();
  }

  /** As a tar file. */
  void copy(Path tar) throws IOException {
    ContainerCluster.copy(container.getContainerId(), PLACE, tar);
  }

  @Override
  public void close() {
    container.stop();
  }
}
