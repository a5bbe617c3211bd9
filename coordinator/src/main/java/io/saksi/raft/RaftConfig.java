package io.saksi.raft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One peer of one group.
 *
 * @param directory where Ratis keeps the log, the vote and the snapshots; better a file system of
 *     its own
 * @param marker the file that says that {@code directory} was made; outside of it, so that a wiped
 *     directory is noticed
 * @param self this peer; the address is what the others connect to
 * @param bindHost the local address to listen at
 * @param machineId of this machine, or of this agent where several share a machine; empty if
 *     unknown. A change of it means a cloned machine
 * @param tls empty: peers believe what they are told, on a network that nobody else is on
 */
public record RaftConfig(
    Path directory,
    Path marker,
    RaftPeerAddress self,
    String bindHost,
    String machineId,
    RaftTuning tuning,
    Optional<RaftTls> tls) {
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  public RaftConfig {
    directory = directory.toAbsolutePath().normalize();
    marker = marker.toAbsolutePath().normalize();
    machineId = machineId.strip();
    if (marker.startsWith(directory)) {
      throw new IllegalArgumentException(
          "the marker " + marker + " must lie outside of the Raft directory " + directory);
    }
  }

  /** Listens at the peer's own address, with the machine's id and the default tuning. */
  public static RaftConfig of(Path directory, Path marker, RaftPeerAddress self) {
    return new RaftConfig(
        directory,
        marker,
        self,
        self.host(),
        thisMachine(),
        RaftTuning.defaults(),
        Optional.empty());
  }

  /** The same with another tuning. */
  public RaftConfig withTuning(RaftTuning other) {
    return new RaftConfig(directory, marker, self, bindHost, machineId, other, tls);
  }

  /** The same with a name for this agent instead of the machine's id. */
  public RaftConfig withMachineId(String other) {
    return new RaftConfig(directory, marker, self, bindHost, other, tuning, tls);
  }

  /** The same, with peers that prove who they are. */
  public RaftConfig withTls(Optional<RaftTls> other) {
    return new RaftConfig(directory, marker, self, bindHost, machineId, tuning, other);
  }

  /** The same, listening at another local address. */
  public RaftConfig withBindHost(String other) {
    return new RaftConfig(directory, marker, self, other, machineId, tuning, tls);
  }

  private static String thisMachine() {
    try {
      return Files.readString(MACHINE_ID).strip();
    } catch (IOException e) {
      // Containers often have none; then a clone can't be told from its original by this.
      return "";
    }
  }
}
