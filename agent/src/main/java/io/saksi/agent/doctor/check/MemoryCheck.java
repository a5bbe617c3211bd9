package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.util.List;

/** The out-of-memory killer ends a database where an allocation could have failed instead. */
public final class MemoryCheck implements LocalCheck {
  private static final String NEVER = "2";

  @Override
  public String subject() {
    return "overcommitted memory";
  }

  @Override
  public boolean needsSettings() {
    return false;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    String file = "proc/sys/vm/overcommit_memory";
    return !place.has(file) || place.lines(file).getFirst().strip().equals(NEVER)
        ? List.of()
        : List.of(
            Finding.here(
                Severity.ADVICE,
                "MEMORY_OVERCOMMITTED",
                "vm.overcommit_memory is " + place.lines(file).getFirst().strip(),
                "set vm.overcommit_memory=2 and vm.overcommit_ratio to what the machine has"
                    + " (PostgreSQL's manual, Linux Memory Overcommit)"));
  }
}
