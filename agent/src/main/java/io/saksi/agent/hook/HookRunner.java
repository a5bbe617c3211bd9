package io.saksi.agent.hook;

import io.saksi.core.hook.HookPoint;
import io.saksi.core.hook.HookRun;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Runs the programs of one point, one after the other. Blocks, within the sum of their bounds. */
final class HookRunner {
  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * For all programs of a node that may refuse, together: the leader waits for their answer, and
   * whoever gave the order for the leader.
   */
  static final Duration VETO_BOUND = Duration.ofSeconds(15);

  private final NodeId self;
  private final HookConfig config;
  private final Duration vetoBound;

  HookRunner(NodeId self, HookConfig config) {
    this(self, config, VETO_BOUND);
  }

  HookRunner(NodeId self, HookConfig config, Duration vetoBound) {
    this.self = self;
    this.config = config;
    this.vetoBound = vetoBound;
  }

  /**
   * Those that run afterwards are tried again where they end with another status than 0; the others
   * are not: their moment is over. One that may refuse, and did not get to say so in time, refuses.
   *
   * @param wanted asked before another try
   * @return what went wrong, one line each
   */
  List<String> run(HookRun run, ClusterState state, BooleanSupplier wanted)
      throws InterruptedException {
    HookFiles.Found found = new HookFiles(config.directory()).of(run.point());
    List<String> failures = new ArrayList<>(found.refused());
    boolean afterwards =
        switch (run.point()) {
          case AFTER_PROMOTE, AFTER_DEMOTE, AFTER_CHANGE -> true;
          case BEFORE_SWITCHOVER, BEFORE_CHANGE, BEFORE_DEMOTE, BEFORE_PROMOTE -> false;
        };
    long begun = System.nanoTime();
    for (Path program : found.programs()) {
      HookProgram hook = new HookProgram(program, environment(run, state));
      Duration bound = bound(run.point(), Duration.ofNanos(System.nanoTime() - begun));
      if (!bound.isPositive()) {
        failures.add(
            hook.name() + " was not run: those before it took " + vetoBound.toSeconds() + " s");
        continue;
      }
      HookProgram.Ended ended = hook.run(bound);
      for (int attempt = 1;
          attempt < ATTEMPTS && afterwards && ended.failure().isPresent() && ended.again();
          attempt++) {
        TimeUnit.NANOSECONDS.sleep(PAUSE.multipliedBy(attempt).toNanos());
        if (!wanted.getAsBoolean()) {
          break;
        }
        ended = hook.run(config.timeout());
      }
      ended.failure().ifPresent(failures::add);
    }
    return failures;
  }

  private Duration bound(HookPoint point, Duration since) {
    Duration left = vetoBound.minus(since);
    return point == HookPoint.BEFORE_SWITCHOVER && left.compareTo(config.timeout()) < 0
        ? left
        : config.timeout();
  }

  private Map<String, String> environment(HookRun run, ClusterState state) {
    Map<String, String> words = new TreeMap<>();
    words.put("SAKSI_HOOK", run.point().text());
    words.put("SAKSI_CLUSTER", state.cluster().name());
    words.put("SAKSI_NODE", self.name());
    words.put("SAKSI_OLD_ROLE", lower(run.oldRole().name()));
    words.put("SAKSI_NEW_ROLE", lower(run.newRole().name()));
    words.put("SAKSI_EPOCH", Long.toString(run.epoch().number()));
    words.put("SAKSI_CAUSE", lower(run.cause()));
    words.put("SAKSI_PRIMARY", run.primary().map(NodeId::name).orElse(""));
    Optional<Endpoint> at = run.primary().flatMap(state::member).flatMap(Member::postgres);
    words.put("SAKSI_PRIMARY_HOST", at.map(Endpoint::host).orElse(""));
    words.put("SAKSI_PRIMARY_PORT", at.map(e -> Integer.toString(e.port())).orElse(""));
    return words;
  }

  private static String lower(String word) {
    return word.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
