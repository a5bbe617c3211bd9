package io.saksi.agent.doctor.check;

import io.saksi.agent.doctor.Finding;
import io.saksi.agent.doctor.LocalCheck;
import io.saksi.agent.doctor.Place;
import io.saksi.agent.doctor.Processes;
import io.saksi.agent.doctor.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether the guard has what it needs on a machine that is at its worst, capabilities(7). */
public final class GuardCheck implements LocalCheck {
  private static final int KILL = 5;
  private static final int IPC_LOCK = 14;
  private static final int SYS_NICE = 23;

  /** RLIMIT_NICE is 20 less the best priority: for -20 it is 40. */
  private static final int MOST_FAVOURED = 40;

  @Override
  public String subject() {
    return "what the guard may do";
  }

  @Override
  public boolean needsSettings() {
    return false;
  }

  @Override
  public List<Finding> examine(Place place) throws IOException {
    Processes processes = new Processes(place);
    List<Processes.Running> guards = processes.named("saksi-guard");
    if (guards.isEmpty()) {
      return List.of(
          Finding.here(
              Severity.DANGER,
              "NO_GUARD",
              "no guard runs on this machine: nothing ends PostgreSQL where the agent cannot",
              "start the agent under it: saksi guard -- agent @/etc/saksi/agent.conf"));
    }
    List<Finding> found = new ArrayList<>();
    for (Processes.Running guard : guards) {
      found.addAll(of(processes, guard));
    }
    return found;
  }

  private static List<Finding> of(Processes processes, Processes.Running guard) {
    List<Finding> found = new ArrayList<>();
    boolean first =
        has(processes, guard, SYS_NICE)
            || atLeast(processes, guard, "Max realtime priority", 1)
            || atLeast(processes, guard, "Max nice priority", MOST_FAVOURED);
    if (!first) {
      found.add(
          Finding.here(
              Severity.WARNING,
              "GUARD_NOT_FIRST",
              "the guard may not take precedence: a loaded machine delays a kill",
              "LimitRTPRIO=1 or LimitNICE=-20 for its unit, or CAP_SYS_NICE"));
    }
    if (!has(processes, guard, IPC_LOCK) && !unlimited(processes, guard)) {
      found.add(
          Finding.here(
              Severity.WARNING,
              "GUARD_MAY_BE_SWAPPED",
              "the guard's memory is not locked: it is slow where memory is short",
              "LimitMEMLOCK=infinity for its unit, or CAP_IPC_LOCK"));
    }
    if (!mayKill(processes, guard)) {
      found.add(
          Finding.here(
              Severity.DANGER,
              "GUARD_MAY_NOT_KILL",
              "a postmaster here is another user's than the guard's, which may not end it",
              "run guard, agent and PostgreSQL as one user, or grant the guard CAP_KILL"));
    }
    return found;
  }

  /** Only what has come from this guard is its to kill. */
  private static boolean mayKill(Processes processes, Processes.Running guard) {
    String own = user(processes, guard);
    return has(processes, guard, KILL)
        || children(processes, guard).stream()
            .allMatch(child -> user(processes, child).equals(own));
  }

  private static List<Processes.Running> children(Processes processes, Processes.Running of) {
    try {
      List<Processes.Running> agents =
          processes.named("saksi-agent").stream()
              .filter(agent -> processes.parent(agent).filter(of.id()::equals).isPresent())
              .toList();
      return processes.named("postgres").stream()
          .filter(server ->
              processes
                  .parent(server)
                  .filter(id -> id.equals(of.id()) || agents.contains(new Processes.Running(id)))
                  .isPresent())
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The effective one. */
  private static String user(Processes processes, Processes.Running process) {
    String[] ids = processes.status(process, "Uid").orElse("").split("\\s+", -1);
    return ids.length > 1 ? ids[1] : "";
  }

  private static boolean has(Processes processes, Processes.Running process, int capability) {
    return processes
        .status(process, "CapEff")
        .filter(text -> text.matches("[0-9a-f]{1,16}"))
        .map(text -> (Long.parseUnsignedLong(text, 16) & 1L << capability) != 0)
        .orElse(false);
  }

  /** What this user may not see is not held against it. */
  private static boolean atLeast(
      Processes processes, Processes.Running process, String limit, int least) {
    return processes
        .limit(process, limit)
        .map(text -> !text.matches("[0-9]{1,9}") || Integer.parseInt(text) >= least)
        .orElse(true);
  }

  private static boolean unlimited(Processes processes, Processes.Running process) {
    return processes.limit(process, "Max locked memory").map("unlimited"::equals).orElse(true);
  }
}
