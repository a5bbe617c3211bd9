package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import io.saksi.agent.probe.WallClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Leases do not depend on it; incidents, pauses and planned times do. */
public final class WallClockCheck implements LocalCheck {
  private static final Duration MOST = Duration.ofSeconds(1);
  private final Supplier<Optional<Duration>> offset;

  public WallClockCheck() {
    this(WallClock::offset);
  }

  WallClockCheck(Supplier<Optional<Duration>> offset) {
    this.offset = offset;
  }

  @Override
  public String subject() {
    return "the wall clock";
  }

  @Override
  public boolean needsSettings() {
    return false;
  }

  @Override
  public List<Finding> examine(Place place) {
    Optional<Duration> off = offset.get();
    if (off.isEmpty()) {
      return List.of(
          Finding.here(
              Severity.WARNING,
              "CLOCK_NOT_KEPT",
              "nobody keeps this machine's clock",
              "run chronyd or ntpd (in a container: on the host)"));
    }
    return off.get().compareTo(MOST) <= 0
        ? List.of()
        : List.of(
            Finding.here(
                Severity.WARNING,
                "CLOCK_OUT_OF_BOUNDS",
                "the clock may be off by " + off.get().toMillis() + " ms",
                "look at chronyd or ntpd"));
  }
}
