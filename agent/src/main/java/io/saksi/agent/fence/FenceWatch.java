package io.saksi.agent.fence;

import io.saksi.core.model.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every device now and then whether it answers and knows its machine: status shows a rung that
 * was tried, not one that was written down. One thread; a device that hangs costs the others time
 * only.
 */
public final class FenceWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FenceWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(60);
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Duration NO_PAUSE = Duration.ZERO;

  private final Map<NodeId, FenceTarget> targets;
  private final Map<NodeId, Boolean> answered = new ConcurrentHashMap<>();
  private final Duration every;
  private final Thread thread;

  private FenceWatch(Map<NodeId, FenceTarget> targets, Duration every) {
    this.targets = new TreeMap<>(targets);
    this.every = every;
    thread = Thread.ofVirtual().name("saksi-fence-watch").unstarted(this::run);
  }

  /** Begins, if there is anything to ask; without its own node, which is never its to fence. */
  public static FenceWatch start(FenceConfig config, NodeId self) {
    return start(config, self, EVERY);
  }

  static FenceWatch start(FenceConfig config, NodeId self, Duration every) {
    Map<NodeId, FenceTarget> others = new TreeMap<>(config.targets());
    others.remove(self);
    FenceWatch watch = new FenceWatch(others, every);
    if (!others.isEmpty()) {
      watch.thread.start();
    }
    return watch;
  }

  /** The nodes whose device answered the last time that it was asked. */
  public Set<NodeId> canFence() {
    return answered.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private void run() {
    try {
      while (true) {
        for (FenceTarget target : targets.values()) {
          ask(target);
        }
        Thread.sleep(every);
      }
    } catch (InterruptedException e) {
      LOG.debug("no longer asking", e);
    }
  }

  private void ask(FenceTarget target) throws InterruptedException {
    Ran ran = new Fencer(target, NO_PAUSE).check(BOUND);
    boolean answers = Fencer.answers(ran);
    Boolean before = answered.put(target.node(), answers);
    if (!answers && !Boolean.FALSE.equals(before)) {
      LOG.warn("the fence agent of {} is no rung: {}", target.node(), ran.inWords());
    } else if (answers && !Boolean.TRUE.equals(before)) {
      LOG.info("the fence agent of {} answers: its machine is on", target.node());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
