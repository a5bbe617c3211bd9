package io.saksi.agent.hands;

import io.saksi.agent.postgres.RejoinStep;
import io.saksi.agent.postgres.RejoinWatch;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far the rejoin of this node is, for status and for the log. Any thread. */
public final class RejoinProgress implements RejoinWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RejoinProgress.class);

  private Optional<RejoinStep> step = Optional.empty();
  private long done;
  private long total;

  @Override
  public synchronized void at(RejoinStep now) {
    if (step.equals(Optional.of(now))) {
      return;
    }
    LOG.info("rejoin: {}", now.phrase());
    step = Optional.of(now);
    done = 0;
    total = 0;
  }

  @Override
  public synchronized void progress(RejoinStep during, long doneBytes, long totalBytes) {
    at(during);
    done = doneBytes;
    total = totalBytes;
  }

  /** The action is over, however it ended. */
  synchronized void over() {
    step = Optional.empty();
  }

  /** For people: {@code rewinding: 12 of 34 MB (35 %)}; empty while there is no rejoin. */
  synchronized Optional<String> text() {
    return step.map(at ->
        total <= 0
            ? at.phrase()
            : "%s: %d of %d MB (%d %%)"
                .formatted(
                    at.phrase(),
                    done >> 20,
                    total >> 20,
                    Math.min(100, Math.round(100.0 * done / total))));
  }
}
