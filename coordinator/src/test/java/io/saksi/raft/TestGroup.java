package io.saksi.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Peers that are stopped all at once: each takes about a second to stop. */
final class TestGroup implements AutoCloseable {
  private final Path root;
  private final List<TestPeer> peers = new ArrayList<>();

  TestGroup(Path root) {
    this.root = root;
  }

  TestPeer peer(String id) throws IOException {
    return peer(id, TestPeer.QUICK);
  }

  TestPeer peer(String id, RaftTuning tuning) throws IOException {
    TestPeer peer = new TestPeer(id, root, tuning);
    peers.add(peer);
    return peer;
  }

  void stop() {
    CompletableFuture.allOf(
            peers.stream()
                .map(p -> CompletableFuture.runAsync(p::stop))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  @Override
  public void close() {
    stop();
  }
}
