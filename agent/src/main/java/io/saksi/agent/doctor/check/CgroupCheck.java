package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Severity;
import java.util.List;

/** A cgroup kills PostgreSQL as a whole, whatever it forks meanwhile. */
public final class CgroupCheck implements LocalCheck {
  @Override
  public String subject() {
    return "control groups";
  }

  @Override
  public boolean needsSettings() {
    return false;
  }

  @Override
  public List<Finding> examine(Place place) {
    return place.has("sys/fs/cgroup/cgroup.controllers")
        ? List.of()
        : List.of(
            Finding.here(
                Severity.ADVICE,
                "NO_CGROUP_V2",
                "there is no unified control group hierarchy: PostgreSQL's processes are found one"
                    + " by one when they have to be killed",
                "boot with cgroup v2 (systemd.unified_cgroup_hierarchy=1) and delegate one to the"
                    + " unit (Delegate=yes)"));
  }
}
