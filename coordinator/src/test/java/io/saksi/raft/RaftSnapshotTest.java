package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftSnapshotTest {
  private static final RaftTuning OFTEN = TestPeer.QUICK.withSnapshots(100, 16 << 10);
  private static final int COMMANDS = 400;

  @TempDir Path root;

  @Test
  void logIsPurgedBehindASnapshotAndAPeerStartsFromIt() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a", OFTEN);
      a.bootstrap();
      fill(a);
      TestPeer.await("a purge", () -> !exists(a, "log_0-"));
      assertThat(files(a, "snapshot.")).isNotEmpty();
      a.stop();

      a.restart();
      TestPeer.leaderOf(a);
      assertThat(a.journal.restores()).isEqualTo(1);
      assertThat(a.journal.size()).isEqualTo(COMMANDS);
      a.submit("more");
      a.stop();

      damageChecksums(a);
      assertThatThrownBy(a::restart)
          .isInstanceOf(RaftStartException.class)
          .hasMessageContaining("md5")
          .hasMessageContaining("join again");
    }
  }

  @Test
  void peerThatLagsBehindThePurgedLogGetsTheSnapshot() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a", OFTEN);
      TestPeer b = group.peer("b", OFTEN);
      TestPeer c = group.peer("c", OFTEN);
      a.bootstrap();
      fill(a);
      TestPeer.await("a purge", () -> !exists(a, "log_0-"));
      a.add(b.join(a.node.groupId()));
      a.add(c.join(a.node.groupId()));
      TestPeer.await("the joiner", () -> b.journal.size() == COMMANDS);
      assertThat(b.journal.restores()).isEqualTo(1);

      c.stop();
      fill(a);
      c.restart();
      a.submit("last");
      TestPeer.await("the one left behind", () -> c.journal.lines().equals(a.journal.lines()));

      b.stop();
      b.restart();
      TestPeer.await("the restarted", () -> b.journal.lines().equals(a.journal.lines()));
    }
  }

  private static void fill(TestPeer leader) throws Exception {
    List<CompletableFuture<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      all.add(
          leader.node.submit(("c" + i + "-" + "x".repeat(100)).getBytes(StandardCharsets.UTF_8)));
    }
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
  }

  private static void damageChecksums(TestPeer peer) throws IOException {
    for (Path file : files(peer, "snapshot.")) {
      if (file.toString().endsWith(".md5")) {
        Files.writeString(file, "nonsense");
      }
    }
  }

  private static boolean exists(TestPeer peer, String prefix) {
    return !files(peer, prefix).isEmpty();
  }

  private static List<Path> files(TestPeer peer, String prefix) {
    try (Stream<Path> all = Files.walk(peer.config.directory())) {
      return all.filter(f -> f.getFileName().toString().startsWith(prefix)).toList();
    } catch (IOException | UncheckedIOException e) {
      // A file vanished during the walk: look again later.
      return List.of(peer.config.directory());
    }
  }
}
