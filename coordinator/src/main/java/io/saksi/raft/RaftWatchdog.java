package io.saksi.raft;

import java.io.File;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process whose Raft peer is useless. Ratis itself never does: after a failed log write, a
 * removal, a pause of a minute or a defect, the process lives on with a dead server, and may look
 * healthy to the others; or nobody is elected though everybody is there. Halts once, before the
 * disk is full too: a full disk destroys the vote. Stops by itself when the node is closed.
 */
public final class RaftWatchdog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RaftWatchdog.class);

  private final RaftNode node;
  private final Limits limits;
  private final Consumer<String> halt;
  private final CountDownLatch stopped = new CountDownLatch(1);
  // A platform thread: it must run when virtual threads are starved.
  private final Thread thread =
      Thread.ofPlatform().name("raft-watchdog").daemon(true).unstarted(this::run);
  private final Leaderless leaderless;
  private final FreeSpace space;
  private long notReadySince;
  private boolean notReady;

  /**
   * When it halts.
   *
   * @param pollInterval between two looks
   * @param notReadyTimeouts how many times {@code rpcTimeoutMax} a leader may be without having
   *     become ready
   * @param freeBytesMin on the Raft directory's file system
   * @param freeBytesEarly the same, where it is filling
   * @param leaderless how long nobody may lead though a majority of the peers can be reached
   */
  public record Limits(
      Duration pollInterval,
      int notReadyTimeouts,
      long freeBytesMin,
      long freeBytesEarly,
      Duration leaderless) {
    public Limits {
      if (pollInterval.toMillis() < 1
          || notReadyTimeouts < 1
          || freeBytesMin < 0
          || freeBytesEarly < freeBytesMin
          || !leaderless.isPositive()) {
        throw new IllegalArgumentException(
            String.join(
                ", ",
                pollInterval.toString(),
                Integer.toString(notReadyTimeouts),
                Long.toString(freeBytesMin),
                Long.toString(freeBytesEarly),
                leaderless.toString()));
      }
    }

    /** Every 500 ms; 10 timeouts; 4 and 32 MiB; 30 s, many times what an election takes. */
    public static Limits defaults() {
      return new Limits(Duration.ofMillis(500), 10, 4L << 20, 32L << 20, Duration.ofSeconds(30));
    }
  }

  private RaftWatchdog(RaftNode node, Limits limits, Consumer<String> halt) {
    this.node = node;
    this.limits = limits;
    this.halt = halt;
    leaderless = new Leaderless(node, limits.leaderless());
    space = new FreeSpace(limits.freeBytesMin(), limits.freeBytesEarly());
  }

  /**
   * Begins to watch.
   *
   * @param halt gets the reason, on the watchdog's own thread; it is to end the process at once
   */
  public static RaftWatchdog start(RaftNode node, Limits limits, Consumer<String> halt) {
    RaftWatchdog watchdog = new RaftWatchdog(node, limits, halt);
    watchdog.thread.start();
    return watchdog;
  }

  private void run() {
    try {
      while (!stopped.await(limits.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
        if (node.closing()) {
          return;
        }
        Optional<String> reason = reason();
        if (reason.isPresent() && !node.closing()) {
          LOG.error("halting: {}", reason.get());
          halt.accept(reason.get());
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> reason() {
    try {
      return node.failure().or(this::neverReady).or(this::lowSpace).or(leaderless::reason);
    } catch (RuntimeException e) {
      return Optional.of("the Raft peer can't be asked: " + e);
    }
  }

  private Optional<String> neverReady() {
    boolean now = node.role() == RaftRole.LEADER;
    if (now && !notReady) {
      notReadySince = System.nanoTime();
    }
    notReady = now;
    Duration limit = node.config().tuning().rpcTimeoutMax().multipliedBy(limits.notReadyTimeouts());
    return now && System.nanoTime() - notReadySince > limit.toNanos()
        ? Optional.of("this peer has led for " + limit.toMillis() + " ms without becoming ready")
        : Optional.empty();
  }

  private Optional<String> lowSpace() {
    File directory = node.config().directory().toFile();
    if (!directory.isDirectory()) {
      return Optional.of("the Raft directory " + directory + " can't be looked at");
    }
    // One system call; Java's file stores would read the machine's whole list of mounts each time.
    return space
        .judge(directory.getUsableSpace())
        .map(why -> why + ", for the Raft directory " + directory + "; make room there");
  }

  /** False once it has halted, or the node or this was closed. */
  boolean watching() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
