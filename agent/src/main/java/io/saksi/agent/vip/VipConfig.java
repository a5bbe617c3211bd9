package io.saksi.agent.vip;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The virtual addresses of one node, as its options say.
 *
 * @param readWrite the open primary holds all of them
 * @param readOnly groups; one standby holds all of a group
 * @param command of {@link Provider#COMMAND}, and only there
 * @param commandTimeout after which a run of it is killed
 * @param readLag bytes of WAL that a standby may have yet to replay and still hold read-only ones
 * @param readOnPrimary whether the primary may hold read-only ones while no standby can
 */
public record VipConfig(
    Provider provider,
    List<VipAddress> readWrite,
    List<List<VipAddress>> readOnly,
    Optional<Path> command,
    Duration commandTimeout,
    long readLag,
    boolean readOnPrimary) {
  public static final VipConfig NONE =
      new VipConfig(
          Provider.NONE,
          List.of(),
          List.of(),
          Optional.empty(),
          Duration.ofSeconds(5),
          16L << 20,
          false);

  /** What puts an address where it belongs. */
  public enum Provider {
    /** The kernel of this node, on one of its interfaces. */
    LINUX,
    /** A script of the operator's. */
    COMMAND,
    /** Nobody. */
    NONE
  }

  public VipConfig {
    readWrite = List.copyOf(readWrite);
    readOnly = readOnly.stream().map(List::copyOf).toList();
  }

  public boolean isEmpty() {
    return provider == Provider.NONE || addresses().isEmpty();
  }

  public List<VipAddress> addresses() {
    List<VipAddress> all = new ArrayList<>(readWrite);
    readOnly.forEach(all::addAll);
    return all;
  }

  /** What the nodes call a group among themselves: its addresses, whatever their interfaces. */
  static String groupName(List<VipAddress> group) {
    return group.stream().map(VipAddress::text).sorted().collect(Collectors.joining(","));
  }
}
