package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.raft.RaftMarker.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A peer that may have forgotten something, or is not the one it was, does not start. */
class RaftHomeTest {
  @TempDir static Path template;
  private static RaftConfig original;

  @TempDir Path root;

  @BeforeAll
  static void makeOne() throws Exception {
    try (TestPeer peer = new TestPeer("a", template, TestPeer.QUICK)) {
      peer.bootstrap().submit("x");
      original = peer.config;
    }
  }

  @Test
  void wipedPeerIsRefusedWhateverWayItIsStarted() throws Exception {
    TestPeer a = made();
    UUID group = RaftMarker.read(a.config.marker()).orElseThrow().groupId();
    delete(a.config.directory());
    refused(a::restart, "is gone", "who leads takes its former vote away first");
    refused(a::bootstrap, "already a peer", "start it as it is");
    refused(() -> a.join(group), "already a peer", "start it as it is");
    assertThat(a.config.directory()).doesNotExist();
  }

  @Test
  void wipedGroupDirectoryIsRefused() throws Exception {
    TestPeer a = made();
    UUID group = RaftMarker.read(a.config.marker()).orElseThrow().groupId();
    delete(a.config.directory().resolve(group.toString()));
    refused(a::restart, "is gone", "restore the directory");
  }

  @Test
  void voteEmptiedByAFullDiskIsRefused() throws Exception {
    TestPeer a = made();
    UUID group = RaftMarker.read(a.config.marker()).orElseThrow().groupId();
    Files.writeString(a.config.directory().resolve(group + "/current/raft-meta"), "");
    refused(a::restart, "is empty", "join again");
  }

  @Test
  void lostMarkerIsRefusedAndNothingIsDeleted() throws Exception {
    TestPeer a = made();
    Files.delete(a.config.marker());
    refused(a::restart, "no marker", "restore the marker");
    refused(a::bootstrap, "not empty", "move its contents away");
    refused(() -> a.join(UUID.randomUUID()), "not empty", "move its contents away");
  }

  @Test
  void damagedMarkerIsRefused() throws Exception {
    TestPeer a = made();
    Files.writeString(a.config.marker(), "saksi-raft-marker 1\nphase=ready\n");
    refused(a::restart, "is damaged", "restore it");
    Files.write(a.config.marker(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    refused(a::restart, "is damaged", "restore it");
    Files.write(a.config.marker(), new byte[1 << 20]);
    refused(a::restart, "is damaged", "restore it");
  }

  @Test
  void clonedMachineMovedPeerAndAnotherNodesDirectoryAreRefused() throws Exception {
    RaftConfig config = made().config;
    refused(restart(config.withMachineId("another")), "another machine", "join as a new node");
    refused(
        restart(with(config, new RaftPeerAddress("a", TestPeer.HOST, TestPeer.freePort()))),
        "knows this peer at",
        "give it its address back");
    refused(
        restart(with(config, new RaftPeerAddress("b", config.self().host(), config.self().port()))),
        "belongs to peer a",
        "correct the node's name");
  }

  @Test
  void configurationWithAnotherAddressForThisPeerIsRefused() throws Exception {
    TestPeer a = made();
    RaftMarker marker = RaftMarker.read(a.config.marker()).orElseThrow();
    RaftPeerAddress moved = new RaftPeerAddress("a", TestPeer.HOST, TestPeer.freePort());
    RaftConfig config = with(a.config, moved);
    RaftMarker.of(Phase.READY, marker.groupId(), config).write(config.marker());
    refused(restart(config), "the group knows peer a at", "join again");
  }

  @Test
  void anotherGroupInTheDirectoryIsRefused() throws Exception {
    TestPeer a = made();
    Files.createDirectory(a.config.directory().resolve(UUID.randomUUID().toString()));
    refused(a::restart, "another group", "move it away");
  }

  @Test
  void interruptedBootstrapGoesOnFromEveryStep() throws Exception {
    try (TestGroup peers = new TestGroup(root)) {
      TestPeer a = peers.peer("a");
      UUID group = UUID.randomUUID();
      RaftMarker.of(Phase.BOOTSTRAPPING, group, a.config).write(a.config.marker());
      refused(a::restart, "was interrupted", "run the bootstrap again");
      refused(() -> a.join(group), "was interrupted", "finish it");
      a.bootstrap();
      assertThat(a.node.groupId()).isEqualTo(group);
      a.submit("x");
      a.stop();

      // As if the process had died just before the marker said ready.
      RaftMarker.of(Phase.BOOTSTRAPPING, group, a.config).write(a.config.marker());
      a.bootstrap();
      assertThat(a.node.groupId()).isEqualTo(group);
      TestPeer.await("the old entry", () -> a.journal.lines().equals(List.of("x")));
    }
  }

  @Test
  void interruptedJoinGoesOnInTheSameGroupOnly() throws Exception {
    try (TestGroup peers = new TestGroup(root)) {
      TestPeer a = peers.peer("a");
      UUID group = UUID.randomUUID();
      RaftMarker.of(Phase.JOINING, group, a.config).write(a.config.marker());
      refused(() -> a.join(UUID.randomUUID()), "was interrupted", "finish it");
      refused(a::restart, "was interrupted", "run the join again");
      a.join(group);
      assertThat(a.node.peers()).isEmpty();
      assertThat(a.node.role()).isNotEqualTo(RaftRole.LEADER);
      a.stop();
      a.restart();
      assertThat(a.node.groupId()).isEqualTo(group);
    }
  }

  @Test
  void busyPortAndDirectoryInUseAreSaidInOneLine() throws Exception {
    TestPeer a = made();
    try (ServerSocket other =
        new ServerSocket(a.config.self().port(), 1, InetAddress.getByName(TestPeer.HOST))) {
      assertThat(other.isBound()).isTrue();
      refused(a::restart, "is already in use", "change the Raft address");
    }
    refused(() -> Ports.requireFree("192.0.2.1", 7000, "Raft address"), "can't listen", "choose a");
    try (TestPeer running = a.restart()) {
      assertThat(running.node.role()).isNotEqualTo(RaftRole.CLOSED);
      RaftConfig second = with(a.config, a.config.self()).withBindHost("127.0.71.2");
      refused(restart(second), "in use by another agent", "stop the other agent");
    }
  }

  /** A peer that was made, has one entry and is stopped: a copy of the one made first. */
  private TestPeer made() throws Exception {
    Path home = root.resolve("a");
    try (Stream<Path> all = Files.walk(template.resolve("a"))) {
      for (Path path : all.toList()) {
        Files.copy(path, home.resolve(template.resolve("a").relativize(path)));
      }
    }
    return new TestPeer(
        with(original, original.self(), home.resolve("raft"), home.resolve("raft.initialised")));
  }

  private static RaftConfig with(RaftConfig c, RaftPeerAddress self, Path directory, Path marker) {
    return new RaftConfig(
        directory, marker, self, c.bindHost(), c.machineId(), c.tuning(), c.tls());
  }

  private static RaftConfig with(RaftConfig c, RaftPeerAddress self) {
    return new RaftConfig(
        c.directory(), c.marker(), self, c.bindHost(), c.machineId(), c.tuning(), c.tls());
  }

  private static ThrowingCallable restart(RaftConfig config) {
    return () -> RaftNode.restart(config, new Journal(), new RaftListener() {}).close();
  }

  private static void refused(ThrowingCallable start, String problem, String remedy) {
    assertThatThrownBy(start)
        .isInstanceOf(RaftStartException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining(remedy)
        .hasMessageNotContaining("\n");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
