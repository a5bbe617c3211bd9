package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Processes;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom the kernel ends when memory runs out: a session of PostgreSQL's, rather than the postmaster,
 * which would end them all.
 */
public final class OutOfMemoryCheck implements LocalCheck {
  @Override
  public String subject() {
    return "who is ended when memory runs out";
  }

  @Override
  public boolean needsSettings() {
    return false;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    Processes processes = new Processes(place);
    List<Processes.Running> servers = processes.named("postgres");
    List<Finding> found = new ArrayList<>();
    for (Processes.Running guard : processes.named("saksi-guard")) {
      processes
          .oomScore(guard)
          .filter(score -> score > -1000)
          .ifPresent(score -> found.add(guard(score)));
    }
    for (Processes.Running postmaster : servers) {
      if (isOurs(processes, postmaster)) {
        found.addAll(of(processes, postmaster, servers));
      }
    }
    return found;
  }

  private static Finding guard(int score) {
    return Finding.here(
        Severity.WARNING,
        "GUARD_MAY_BE_ENDED",
        "the guard's score for the out-of-memory killer is " + score + ": it may be ended first",
        "OOMScoreAdjust=-1000 for its unit, or CAP_SYS_RESOURCE");
  }

  private static boolean isOurs(Processes processes, Processes.Running postmaster) {
    return processes
        .parent(postmaster)
        .map(Processes.Running::new)
        .flatMap(parent -> processes.status(parent, "Name"))
        .filter(name -> name.equals("saksi-agent") || name.equals("saksi-guard"))
        .isPresent();
  }

  private static List<Finding> of(
      Processes processes, Processes.Running postmaster, List<Processes.Running> servers) {
    Optional<Integer> own = processes.oomScore(postmaster);
    if (own.isEmpty()) {
      return List.of();
    } else if (own.get() >= 0) {
      return List.of(
          Finding.here(
              Severity.WARNING,
              "POSTMASTER_MAY_BE_ENDED",
              "the postmaster's score for the out-of-memory killer is "
                  + own.get()
                  + ": when memory runs out it is ended like any other, and all sessions with it",
              "OOMScoreAdjust=-1000 for the guard's unit: the agent and PostgreSQL take theirs"
                  + " from it"));
    }
    boolean shielded =
        servers.stream()
            .filter(child -> processes.parent(child).filter(postmaster.id()::equals).isPresent())
            .flatMap(child -> processes.oomScore(child).stream())
            .anyMatch(score -> score < 0);
    return shielded
        ? List.of(
            Finding.here(
                Severity.WARNING,
                "SESSIONS_SHIELDED",
                "PostgreSQL's sessions are kept from the out-of-memory killer as the postmaster is:"
                    + " it ends others, and perhaps nobody",
                "start PostgreSQL by the agent only: it sets PG_OOM_ADJUST_FILE, which a build"
                    + " without it ignores"))
        : List.of();
  }
}
