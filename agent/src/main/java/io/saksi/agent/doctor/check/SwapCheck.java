package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.util.List;

/** An agent that is paged in comes too late for its lease. */
public final class SwapCheck implements LocalCheck {
  private static final int LITTLE = 10;

  @Override
  public String subject() {
    return "swap";
  }

  @Override
  public boolean needsSettings() {
    return false;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    boolean swaps = place.has("proc/swaps") && place.lines("proc/swaps").size() > 1;
    int eager =
        place.has("proc/sys/vm/swappiness")
            ? Integer.parseInt(place.lines("proc/sys/vm/swappiness").getFirst().strip())
            : 0;
    return !swaps || eager <= LITTLE
        ? List.of()
        : List.of(
            Finding.here(
                Severity.WARNING,
                "SWAP_IN_USE",
                "there is swap, and vm.swappiness is " + eager,
                "turn swap off, or set vm.swappiness to " + LITTLE + " or less"));
  }
}
