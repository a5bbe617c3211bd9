package io.saksi.agent.workload;

import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tells when service is lost and when it is back. One failed session is not a loss while others are
 * served. Thread-safe.
 */
final class ServiceWatch {
  private final int writers;
  private final Duration stallAfter;
  private final Set<Integer> failed = new HashSet<>();
  private boolean lost;
  private String cause = "";

  ServiceWatch(int writers, Duration stallAfter) {
    this.writers = writers;
    this.stallAfter = stallAfter;
  }

  synchronized Optional<ServiceEvent> acknowledged(int writer, Gap gap) {
    failed.remove(writer);
    if (!lost) {
      return Optional.empty();
    }
    lost = false;
    return Optional.of(new ServiceEvent.Back(gap.end(), gap));
  }

  synchronized Optional<ServiceEvent> failed(int writer, Moment at, String why) {
    failed.add(writer);
    cause = why;
    return failed.size() == writers ? lose(at, why) : Optional.empty();
  }

  /** To be asked now and then: nothing may fail while everything hangs. */
  synchronized Optional<ServiceEvent> tick(Moment lastAcknowledged, Moment now) {
    Duration silence = now.since(lastAcknowledged);
    if (silence.compareTo(stallAfter) < 0) {
      return Optional.empty();
    }
    return lose(
        now,
        failed.isEmpty() ? "no commit was acknowledged for " + silence.toMillis() + " ms" : cause);
  }

  private Optional<ServiceEvent> lose(Moment at, String why) {
    if (lost) {
      return Optional.empty();
    }
    lost = true;
    return Optional.of(new ServiceEvent.Lost(at, why));
  }
}
