package io.saksi.chaos.cluster;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The nodes' disks, each with a size of its own, all in memory. Plain ones are a file system of
 * memory. Rigged ones are ext4 on a loop device: like any disk's, such a file system can stand
 * still, and whoever writes waits inside the kernel, out of reach of SIGKILL.
 */
final class Volumes {
  private static final String IMAGES = "/images";

  /** The kernel's numbers of them, and of what makes more (devices.txt). */
  private static final List<String> LOOP_DEVICES = List.of("b 7:* rwm", "c 10:237 rwm");

  /** Of the files that hold the disks: what a file system in memory needs besides. */
  private static final long SLACK = 64L << 20;

  private final String cluster;
  private final ClusterSpec spec;
  private final List<String> made = new ArrayList<>();
  private final Map<String, String> devices = new HashMap<>();
  private GenericContainer<?> maker;

  private Volumes(String cluster, ClusterSpec spec) {
    this.cluster = cluster;
    this.spec = spec;
  }

  static Volumes of(String cluster, ClusterSpec spec) {
    return new Volumes(cluster, spec);
  }

  void create() throws ChaosException {
    if (spec.rigged()) {
      makeDevices();
    }
    for (String node : spec.nodes()) {
      make(name(node), spec.rigged() ? onDevice(devices.get(node)) : inMemory(spec.volumeBytes()));
    }
  }

  String name(String node) {
    return cluster + "-" + node;
  }

  private static Map<String, String> onDevice(String device) {
    return Map.of("type", "ext4", "device", device);
  }

  /** Owned by the image's user from the beginning: a volume in memory comes empty. */
  private static Map<String, String> inMemory(long bytes) {
    String options = "uid=7400,gid=7400,mode=0700,size=" + bytes;
    return Map.of("type", "tmpfs", "device", "tmpfs", "o", options);
  }

  private void make(String volume, Map<String, String> options) {
    Engine.client()
        .createVolumeCmd()
        .withName(volume)
        .withDriverOpts(options)
        .withLabels(Map.of(ContainerCluster.LABEL, cluster))
        .exec();
    made.add(volume);
  }

  /** By a container that may; the engine mounts them. */
  private void makeDevices() throws ChaosException {
    String images = cluster + "-images";
    make(images, inMemory(SLACK + spec.volumeBytes() * spec.nodes().size()));
    maker =
        new GenericContainer<>(DockerImageName.parse(Image.name()))
            .withNetworkMode("none")
            .withLabel(ContainerCluster.LABEL, cluster)
            .withCreateContainerCmdModifier(command ->
                command
                    .withHealthcheck(new HealthCheck().withTest(List.of("NONE")))
                    .withName(cluster + "-disks")
                    .withEntrypoint("sleep", "infinity")
                    .withHostConfig(
                        command
                            .getHostConfig()
                            .withCapAdd(Capability.SYS_ADMIN)
                            .withDeviceCgroupRules(LOOP_DEVICES)
                            .withBinds(
                                new Bind(images, new Volume(IMAGES)),
                                new Bind("/dev", new Volume("/dev")))));
    maker.start();
    for (String node : spec.nodes()) {
      devices.put(node, makeDevice(IMAGES + "/" + node));
    }
  }

  private String makeDevice(String file) throws ChaosException {
    String line =
        "truncate -s %d %s && mkfs.ext4 -q -F -m 0 -N 16384 -J size=8 -E lazy_itable_init=0 %s"
            .formatted(spec.volumeBytes(), file, file);
    Inside.mustSay(maker.getContainerId(), line + " && losetup --find --show " + file);
    // Another cluster may have taken the one that was free: what this file has is what counts.
    String own = "losetup --noheadings --output NAME --associated " + file;
    return Inside.mustSay(maker.getContainerId(), own).strip();
  }

  /** Whoever mounts them all has done so: from here on the devices go with their last user. */
  void areMounted() throws ChaosException {
    for (String device : devices.values()) {
      Inside.mustSay(maker.getContainerId(), "losetup --detach " + device);
    }
  }

  /** After all that use them are gone; one that cannot be removed is named. */
  void remove() {
    for (String volume : made.reversed()) {
      if (volume.equals(cluster + "-images") && maker != null) {
        maker.stop();
      }
      try {
        Engine.client().removeVolumeCmd(volume).exec();
      } catch (RuntimeException e) {
        System.out.println("left behind: volume " + volume + ": " + e.getMessage());
      }
    }
  }
}
