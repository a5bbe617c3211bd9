package io.saksi.core.audit;

import io.saksi.core.command.Command;
import io.saksi.core.state.ClusterState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last requests of operators, oldest first. It grows with the log, in the same order on every
 * replica, so any agent can say what became of a request, also after the leader that took it died.
 */
public record AuditTrail(List<AuditEntry> entries) {
  public static final AuditTrail EMPTY = new AuditTrail(List.of());

  /**
   * Older ones are forgotten. A caller that repeats a request does so within minutes: his key is
   * still here.
   */
  public static final int LONGEST = 500;

  public AuditTrail {
    entries = List.copyOf(entries);
  }

  public Optional<AuditEntry> find(String key) {
    return entries.stream().filter(entry -> entry.request().key().equals(key)).findFirst();
  }

  /** With a request that was just applied. */
  public AuditTrail with(Request request, Command command, ClusterState after) {
    List<AuditEntry> all = new ArrayList<>(entries);
    all.add(
        new AuditEntry(request, command, after.version(), after.reign().epoch(), Optional.empty()));
    return new AuditTrail(all.subList(Math.max(0, all.size() - LONGEST), all.size()));
  }

  /** What was scheduled has begun, or never will. */
  public AuditTrail afterPlan(ClusterState before, Command command, ClusterState after) {
    Optional<String> key = before.orders().scheduled().map(plan -> plan.by().key());
    if (key.isEmpty() || after.orders().scheduled().isPresent()) {
      return this;
    }
    return new AuditTrail(
        entries.stream()
            .map(entry ->
                entry.isOpen() && entry.request().key().equals(key.get())
                    ? afterPlan(entry, command, after)
                    : entry)
            .toList());
  }

  private static AuditEntry afterPlan(AuditEntry entry, Command command, ClusterState after) {
    if (command instanceof Command.BeginSwitchover begin) {
      return entry.begunBy(begin, after);
    } else if (command instanceof Command.EndSchedule end) {
      return entry.endedBy(new AuditEntry.Outcome(false, "not begun: " + end.reason()));
    }
    return entry;
  }

  /** After any change of the state: a change of roles that it ended says how. */
  public AuditTrail after(ClusterState before, ClusterState after) {
    if (entries.stream().noneMatch(entry -> outcome(entry, before, after).isPresent())) {
      return this;
    }
    return new AuditTrail(
        entries.stream()
            .map(entry -> outcome(entry, before, after).map(entry::endedBy).orElse(entry))
            .toList());
  }

  private static Optional<AuditEntry.Outcome> outcome(
      AuditEntry entry, ClusterState before, ClusterState after) {
    return entry.isOpen() ? Endings.outcome(entry, before, after) : Optional.empty();
  }
}
