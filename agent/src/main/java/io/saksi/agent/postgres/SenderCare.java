package io.saksi.agent.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ends WAL senders that PostgreSQL would count and that must not count. It counts every connection
 * with a member's name, so two under one name may pass for two members; and it believes a standby
 * that claims to have flushed what was never sent to it: one whose WAL is another.
 */
final class SenderCare {
  /**
   * A standby that reconnects says at once how far it is, and is sent WAL from the begin of that
   * segment: for a moment it is ahead of what was sent, rightly.
   */
  private static final Duration BELIEVED_FOR = Duration.ofSeconds(2);

  private static final String BY_SLOT =
      "SELECT active_pid FROM pg_replication_slots WHERE active_pid IS NOT NULL";

  private final Context context;
  private final Map<Long, Long> claimingSince = new HashMap<>();

  SenderCare(Context context) {
    this.context = context;
  }

  /**
   * @param seen a primary, just now
   * @param nanoTime now
   * @return what was ended and why; each begins with a code
   */
  synchronized List<String> care(Observation seen, long nanoTime, Duration bound)
      throws PostgresException, InterruptedException {
    // Others may share a name: two copies that are taken at once, for example.
    List<SenderStatus> counted =
        seen.senders().stream()
            .filter(s -> seen.syncInForce().contains('"' + s.applicationName() + '"'))
            .toList();
    return careForCounted(counted, nanoTime, bound);
  }

  private List<String> careForCounted(List<SenderStatus> senders, long nanoTime, Duration bound)
      throws PostgresException, InterruptedException {
    Map<SenderStatus, String> wrong = new HashMap<>();
    Set<String> names = new HashSet<>();
    Set<String> twice = new HashSet<>();
    senders.stream()
        .filter(s -> !names.add(s.applicationName()))
        .forEach(s -> twice.add(s.applicationName()));
    claimingSince.keySet().retainAll(senders.stream().map(SenderStatus::pid).toList());
    for (SenderStatus sender : senders) {
      if (!sender.claimsMoreThanSent()) {
        claimingSince.remove(sender.pid());
      } else if (nanoTime - claimingSince.computeIfAbsent(sender.pid(), _ -> nanoTime)
          >= BELIEVED_FOR.toNanos()) {
        wrong.put(sender, "FALSE_ACKNOWLEDGEMENT: " + sender.applicationName());
      }
    }
    if (!twice.isEmpty()) {
      Set<Long> holders = slotHolders(bound);
      senders.stream()
          .filter(s -> twice.contains(s.applicationName()) && !holders.contains(s.pid()))
          .forEach(s -> wrong.put(s, "DUPLICATE_NAME: " + s.applicationName()));
    }
    return end(wrong, bound);
  }

  private Set<Long> slotHolders(Duration bound) throws PostgresException, InterruptedException {
    return context
        .sessions()
        .with(
            bound,
            connection -> {
              Set<Long> holders = new HashSet<>();
              try (var statement = connection.createStatement();
                  var rows = statement.executeQuery(BY_SLOT)) {
                while (rows.next()) {
                  holders.add(rows.getLong(1));
                }
              }
              return holders;
            });
  }

  private List<String> end(Map<SenderStatus, String> wrong, Duration bound)
      throws PostgresException, InterruptedException {
    List<String> ended = new ArrayList<>();
    for (Map.Entry<SenderStatus, String> each : wrong.entrySet()) {
      long pid = each.getKey().pid();
      context.sessions().value(bound, "SELECT pg_terminate_backend(" + pid + ")");
      ended.add(each.getValue() + " at " + each.getKey().clientAddress() + " was disconnected");
    }
    return ended;
  }
}
