package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.util.List;

/** What resets the machine where its processes hang together. */
public final class WatchdogCheck implements LocalCheck {
  @Override
  public String subject() {
    return "the kernel's watchdog";
  }

  @Override
  public boolean needsSettings() {
    return false;
  }

  @Override
  public List<Finding> examine(Place place) {
    return place.has("dev/watchdog") || place.has("dev/watchdog0")
        ? List.of()
        : List.of(
            Finding.here(
                Severity.WARNING,
                "NO_WATCHDOG",
                "there is no /dev/watchdog: nothing resets this machine if it hangs",
                "load the driver (softdog where the hardware has none) and give saksi guard"
                    + " --watchdog /dev/watchdog; or have fence agents (docs/fencing.md)"));
  }
}
