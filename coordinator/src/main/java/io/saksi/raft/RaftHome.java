package io.saksi.raft;

import io.saksi.raft.RaftMarker.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.SizeInBytes;

/**
 * The Raft directory together with its marker. The order of making: marker with the intent, then
 * the directory, then (for a joiner before it first listens, for a bootstrap before anybody else
 * may be added) the marker says ready. So a directory may be made again only while the peer can't
 * have acknowledged anything.
 */
final class RaftHome {
  private static final String REJOIN =
      "if its data is lost for good, delete the marker and the Raft directory, nothing else, and"
          + " join again (--seed): who leads takes its former vote away first";
  private static final String META_FILE = "raft-meta";

  private final RaftConfig config;

  RaftHome(RaftConfig config) {
    this.config = config;
  }

  /** Makes the directory, or goes on with an interrupted making of the same kind. */
  RaftMarker prepare(Phase phase, UUID groupId) throws RaftStartException {
    RaftMarker marker = RaftMarker.read(config.marker()).orElse(null);
    if (marker == null) {
      requireEmptyDirectory();
      marker = RaftMarker.of(phase, groupId, config);
      marker.write(config.marker());
    } else {
      requireSameMaking(marker, phase, groupId);
      requireSameIdentity(marker);
    }
    requireNoOtherGroup(marker.groupId());
    format(marker.groupId());
    return marker;
  }

  /** The marker of a peer that was fully made, its data being there and its own. */
  RaftMarker requireReady() throws RaftStartException {
    RaftMarker marker = RaftMarker.read(config.marker()).orElse(null);
    if (marker == null) {
      throw new RaftStartException(
          "this node has no Raft peer: there is no marker " + config.marker(),
          contents().isEmpty()
              ? "bootstrap a cluster here, or join one"
              : "its Raft directory "
                  + config.directory()
                  + " exists: restore the marker; "
                  + REJOIN);
    }
    if (marker.phase() != Phase.READY) {
      throw new RaftStartException(
          "making the Raft peer was interrupted (" + config.marker() + ")",
          marker.phase() == Phase.JOINING ? "run the join again" : "run the bootstrap again");
    }
    requireSameIdentity(marker);
    requireNoOtherGroup(marker.groupId());
    requireData(marker.groupId());
    return marker;
  }

  private void requireSameMaking(RaftMarker marker, Phase phase, UUID groupId)
      throws RaftStartException {
    if (marker.phase() == Phase.READY) {
      throw new RaftStartException(
          "this node is already a peer of group " + marker.groupId() + " (" + config.marker() + ")",
          "start it as it is; " + REJOIN);
    }
    boolean sameGroup = phase == Phase.BOOTSTRAPPING || marker.groupId().equals(groupId);
    if (marker.phase() != phase || !sameGroup) {
      throw new RaftStartException(
          "making a peer of group " + marker.groupId() + " was interrupted here",
          "finish it, or delete " + config.marker() + " and " + config.directory() + " first");
    }
  }

  private void requireSameIdentity(RaftMarker marker) throws RaftStartException {
    RaftPeerAddress self = config.self();
    if (!marker.nodeId().equals(self.id())) {
      throw new RaftStartException(
          "the Raft directory belongs to peer " + marker.nodeId() + ", not to " + self.id(),
          "correct the node's name, or give this node a directory of its own");
    }
    if (!marker.address().equals(self.authority())) {
      throw new RaftStartException(
          "the group knows this peer at " + marker.address() + ", not at " + self.authority(),
          "give it its address back; to move it, remove it from the cluster and join again");
    }
    boolean known = !marker.machineId().isEmpty() && !config.machineId().isEmpty();
    if (known && !marker.machineId().equals(config.machineId())) {
      throw new RaftStartException(
          "the Raft peer was made on another machine (id "
              + marker.machineId()
              + ", this one is "
              + config.machineId()
              + "): a copy of a peer must not vote",
          "delete the marker "
              + config.marker()
              + " and the Raft directory, and join as a new node");
    }
  }

  private void requireEmptyDirectory() throws RaftStartException {
    if (!contents().isEmpty()) {
      throw new RaftStartException(
          "the Raft directory " + config.directory() + " is not empty and has no marker",
          "choose another directory, or move its contents away");
    }
  }

  private void requireData(UUID groupId) throws RaftStartException {
    Path meta =
        config.directory().resolve(groupId.toString()).resolve("current").resolve(META_FILE);
    if (!Files.exists(meta)) {
      throw new RaftStartException(
          "the data of Raft peer "
              + config.self().id()
              + " is gone: "
              + meta
              + " is missing, though"
              + " the marker "
              + config.marker()
              + " says that it was made",
          "mount or restore the directory; " + REJOIN);
    }
    if (meta.toFile().length() == 0) {
      throw new RaftStartException(
          meta + " is empty: the disk was full when the term changed",
          "the vote is lost: " + REJOIN);
    }
  }

  /** Ratis would start every group that it finds in there. */
  private void requireNoOtherGroup(UUID groupId) throws RaftStartException {
    for (Path child : contents()) {
      String name = child.getFileName().toString();
      if (isGroup(name) && !name.equals(groupId.toString())) {
        throw new RaftStartException(
            config.directory() + " also holds another group, " + name, "move it away");
      }
    }
  }

  private static boolean isGroup(String name) {
    try {
      return UUID.fromString(name).toString().equals(name);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private List<Path> contents() throws RaftStartException {
    Path directory = config.directory();
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(directory)) {
      return children.filter(c -> !isNobodys(c.getFileName().toString())).toList();
    } catch (IOException e) {
      throw new RaftStartException(
          "can't read the Raft directory " + directory + ": " + e,
          "make it a directory that this user may read and write",
          e);
    }
  }

  /** The file system's own, or kept by a recovery: no peer starts from it. */
  static boolean isNobodys(String name) {
    return name.equals("lost+found") || name.startsWith(NewGeneration.FORMER);
  }

  /** RECOVER and not FORMAT: it makes what is missing and deletes nothing. */
  private void format(UUID groupId) throws RaftStartException {
    Path group = config.directory().resolve(groupId.toString());
    try (RaftStorage storage =
        RaftStorage.newBuilder()
            .setDirectory(group.toFile())
            .setOption(StartupOption.RECOVER)
            .setStorageFreeSpaceMin(SizeInBytes.valueOf(RaftSettings.FREE_SPACE_MIN_BYTES))
            .build()) {
      storage.initialize();
      DurableFiles.syncDirectory(group.resolve("current"));
      DurableFiles.syncDirectory(group);
      DurableFiles.syncDirectory(config.directory());
      DurableFiles.syncDirectory(config.directory().getParent());
    } catch (IOException e) {
      throw new RaftStartException(
          "can't make the Raft directory " + group + ": " + e.getMessage(),
          "see that it is writable, has free space and no other agent uses it; if it was half made,"
              + " delete it and the marker "
              + config.marker()
              + ", and run this again",
          e);
    }
  }
}
