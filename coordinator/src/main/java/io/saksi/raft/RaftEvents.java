package io.saksi.raft;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what happens off Ratis's threads, in order: a slow listener must not hold up Raft. */
final class RaftEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RaftEvents.class);

  private final RaftListener listener;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("raft-events").daemon(true).factory());
  private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
  private final AtomicReference<String> failure = new AtomicReference<>();
  private volatile LongSupplier term = () -> 0;

  RaftEvents(RaftListener listener) {
    this.listener = listener;
  }

  void termFrom(LongSupplier supplier) {
    term = supplier;
  }

  /** Completes when this peer has led for the first time. */
  CompletableFuture<Void> firstReady() {
    return firstReady;
  }

  /** Why this peer can't go on, if so. */
  Optional<String> failure() {
    return Optional.ofNullable(failure.get());
  }

  void leaderReady() {
    long now = term.getAsLong();
    firstReady.complete(null);
    tell(() -> listener.leaderReady(now));
  }

  void notLeader() {
    tell(listener::notLeader);
  }

  void leaderChanged(Optional<String> leader) {
    tell(() -> listener.leaderChanged(leader));
  }

  void followerSlow(String peerId) {
    tell(() -> listener.followerSlow(peerId));
  }

  void commandFailed(long index, Throwable cause) {
    LOG.error("log entry {} failed; its submitter is told, the peer goes on", index, cause);
  }

  /** On the calling thread: the process is about to end. */
  void fatal(String why) {
    if (failure.compareAndSet(null, why)) {
      LOG.error("the Raft peer can't go on: {}", why);
    }
    listener.fatal(why);
  }

  private void tell(Runnable event) {
    try {
      thread.execute(() -> guarded(event));
    } catch (RejectedExecutionException e) {
      LOG.debug("an event after the end", e);
    }
  }

  private static void guarded(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.error("a Raft listener threw", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
