package io.saksi.agent.node;

import io.saksi.core.model.Moment;
import io.saksi.core.view.NodeReport;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Sends this node's reports: news at once, and otherwise often enough not to count as silent. */
final class Reporting {
  private static final Duration AT_LEAST = Duration.ofMillis(250);

  private final Consumer<NodeReport> report;
  private Optional<NodeReport> reported = Optional.empty();
  private Moment reportedAt;

  Reporting(Consumer<NodeReport> report, Moment now) {
    this.report = report;
    reportedAt = now;
  }

  void sendNews(NodeReport fresh, Moment now) {
    if (!reported.map(old -> sameNews(old, fresh)).orElse(false)) {
      send(fresh, now);
    }
  }

  boolean isDue(Moment now) {
    return now.since(reportedAt).compareTo(AT_LEAST) >= 0;
  }

  Duration dueIn(Moment now) {
    return AT_LEAST.minus(now.since(reportedAt));
  }

  void send(NodeReport fresh, Moment now) {
    reported = Optional.of(fresh);
    reportedAt = now;
    report.accept(fresh);
  }

  /** What is left of a lease changes all the time and is no news. */
  private static boolean sameNews(NodeReport old, NodeReport fresh) {
    return old.promised().equals(fresh.promised())
        && old.gate() == fresh.gate()
        && old.facts().commit() == fresh.facts().commit()
        && old.postgres().equals(fresh.postgres())
        && old.instance().equals(fresh.instance());
  }
}
