package io.saksi.agent.hook;

import io.saksi.agent.node.OwnNode;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.hook.HookLedger;
import io.saksi.core.hook.HookPlan;
import io.saksi.core.hook.HookPoint;
import io.saksi.core.hook.HookRole;
import io.saksi.core.hook.HookRun;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which programs are due on this node and runs them, one run after the other, on a thread of
 * its own. Nothing waits for that thread: no gate, promise, fence or promotion, whatever a program
 * does. That is why nobody here is told of a failure, and nobody here can tell anybody to wait.
 */
public final class HookDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HookDesk.class);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration PAUSE_AFTER_FAULT = Duration.ofSeconds(5);

  private final NodeId self;
  private final HookRunner runner;
  private final LedgerFile file;
  private final Supplier<Optional<ClusterState>> state;
  private final Supplier<Optional<OwnNode>> own;
  private final Runnable changed;
  private final Map<HookPoint, List<String>> failures = new ConcurrentSkipListMap<>();
  private final Thread thread;
  private HookLedger ledger;

  private HookDesk(
      NodeId self,
      HookConfig config,
      Path home,
      Supplier<Optional<ClusterState>> state,
      Supplier<Optional<OwnNode>> own,
      Runnable changed) {
    this.self = self;
    this.state = state;
    this.own = own;
    this.changed = changed;
    runner = new HookRunner(self, config);
    file = new LedgerFile(home.resolve("hooks.told"));
    ledger = file.read();
    thread = Thread.ofPlatform().daemon().name("saksi-hooks").unstarted(this::keepLooking);
  }

  /**
   * @param own what this node sees of itself; from any thread
   * @param changed called when {@link #trouble} says something else, from another thread
   */
  public static HookDesk start(
      NodeId self,
      HookConfig config,
      Path home,
      Supplier<Optional<ClusterState>> state,
      Supplier<Optional<OwnNode>> own,
      Runnable changed) {
    HookDesk desk = new HookDesk(self, config, home, state, own, changed);
    desk.thread.start();
    return desk;
  }

  /** What went wrong at the last run of each point, for status. */
  public List<String> trouble() {
    return failures.values().stream()
        .flatMap(List::stream)
        .map(failure -> "HOOK_FAILED: " + failure)
        .toList();
  }

  /**
   * Whether this node's programs refuse a planned change of roles; blocks, at most for about {@link
   * HookRunner#VETO_BOUND}.
   */
  public List<Readiness.Finding> objections(NodeId target) throws InterruptedException {
    return refusals(target).stream()
        .map(refusal ->
            new Readiness.Finding(
                Readiness.HOOK_REFUSED,
                refusal,
                "see why in the agent's log; or take the program out of before-switchover"))
        .toList();
  }

  private List<String> refusals(NodeId target) throws InterruptedException {
    Optional<ClusterState> now = state.get();
    if (now.isEmpty()) {
      return List.of();
    }
    boolean leads = now.get().reign().leader().equals(Optional.of(self));
    HookRole old = leads ? HookRole.PRIMARY : usual(now.get());
    HookRole next =
        target.equals(self) ? HookRole.PRIMARY : leads ? HookRole.STANDBY : usual(now.get());
    HookRun run =
        new HookRun(
            HookPoint.BEFORE_SWITCHOVER,
            now.get().reign().epoch().next(),
            old,
            next,
            Optional.of(target),
            "SWITCHOVER");
    return runner.run(run, now.get(), () -> false);
  }

  private HookRole usual(ClusterState now) {
    return now.member(self)
        .map(m -> m.holdsData() ? HookRole.STANDBY : HookRole.WITNESS)
        .orElse(HookRole.NONE);
  }

  private void keepLooking() {
    try {
      while (true) {
        try {
          if (!look()) {
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
          }
        } catch (IOException | RuntimeException e) {
          LOG.warn("hooks: {}", e.toString());
          TimeUnit.NANOSECONDS.sleep(PAUSE_AFTER_FAULT.toNanos());
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("hooks end");
    }
  }

  /** Returns whether something was due. */
  private boolean look() throws IOException, InterruptedException {
    Optional<ClusterState> now = state.get();
    List<HookRun> due = due(now);
    if (due.isEmpty()) {
      return false;
    }
    HookRun last = due.getLast();
    HookLedger begun = ledger.begun(last);
    if (!begun.equals(ledger)) {
      // Persist, then act: these run once at most.
      file.write(begun);
      ledger = begun;
    }
    for (HookRun run : due) {
      note(run.point(), runner.run(run, now.get(), () -> due(state.get()).equals(due)));
    }
    if (last.point() == HookPoint.AFTER_CHANGE) {
      HookLedger ended = ledger.ended(last);
      file.write(ended);
      ledger = ended;
    }
    return true;
  }

  private List<HookRun> due(Optional<ClusterState> now) {
    Optional<OwnNode> node = own.get();
    return now.isEmpty() || node.isEmpty()
        ? List.of()
        : HookPlan.due(now.get(), self, seen(node.get()), ledger);
  }

  private static HookPlan.Seen seen(OwnNode node) {
    boolean open =
        node.seen().gate() == Gate.WRITE && node.seen().primaryProcess() && !node.closing();
    return new HookPlan.Seen(
        open ? Optional.of(node.serves()) : Optional.empty(), node.seen().primaryProcess());
  }

  private void note(HookPoint point, List<String> now) {
    List<String> before =
        now.isEmpty() ? failures.remove(point) : failures.put(point, new ArrayList<>(now));
    if (!now.equals(before == null ? List.of() : before)) {
      changed.run();
    }
  }

  /** Interrupts what runs; it is killed. Blocks for a few seconds at most. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(12));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
