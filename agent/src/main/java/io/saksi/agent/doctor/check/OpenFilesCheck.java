package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.util.List;

/** As this user gets it; the unit of the service may say otherwise. */
public final class OpenFilesCheck implements LocalCheck {
  private static final long LEAST = 4096;

  @Override
  public String subject() {
    return "the limit of open files";
  }

  @Override
  public boolean needsSettings() {
    return false;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    return place.lines("proc/self/limits").stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.substring("Max open files".length()).strip().replaceFirst("\\s.*", ""))
        .filter(limit -> !limit.equals("unlimited") && Long.parseLong(limit) < LEAST)
        .map(limit ->
            Finding.here(
                Severity.WARNING,
                "FEW_OPEN_FILES",
                "no more than " + limit + " files may be open",
                "raise it to " + LEAST + " or more (LimitNOFILE= of the unit, ulimit -n)"))
        .toList();
  }
}
