package io.saksi.chaos.check;

import io.saksi.chaos.check.BankHistory.Look;
import io.saksi.chaos.check.BankHistory.Transfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Money moves and does not appear or vanish; acknowledged transfers are there, once. */
public final class BankCheck {
  private BankCheck() {}

  /** Everything that is wrong. */
  public static List<Violation> check(BankHistory history) {
    List<Violation> found = new ArrayList<>();
    long sum = sum(history.first());
    for (Look look : history.looks()) {
      if (sum(look.balances()) != sum) {
        found.add(new Violation(Anomaly.WRONG_SUM, sum + " expected: " + look));
      }
    }
    Map<Long, Transfer> asked = new HashMap<>();
    history.transfers().forEach(transfer -> asked.put(transfer.id(), transfer));
    checkLedger(history, asked, found);
    Map<Integer, Long> expected = new TreeMap<>(history.first());
    for (long id : new HashSet<>(history.ledger())) {
      Transfer transfer = asked.get(id);
      if (transfer != null) {
        expected.merge(transfer.from(), -transfer.amount(), Long::sum);
        expected.merge(transfer.to(), transfer.amount(), Long::sum);
      }
    }
    if (!expected.equals(history.last())) {
      found.add(
          new Violation(
              Anomaly.WRONG_BALANCE, "the ledger makes " + expected + ", not " + history.last()));
    }
    return found;
  }

  private static void checkLedger(
      BankHistory history, Map<Long, Transfer> asked, List<Violation> found) {
    Set<Long> there = new HashSet<>();
    for (long id : history.ledger()) {
      Transfer transfer = asked.get(id);
      if (!there.add(id)) {
        found.add(new Violation(Anomaly.DOUBLED_WRITE, "transfer " + id + " is there twice"));
      } else if (transfer == null) {
        found.add(new Violation(Anomaly.PHANTOM_WRITE, "nobody asked for transfer " + id));
      } else if (transfer.outcome() == Outcome.FAILED) {
        found.add(new Violation(Anomaly.G1A, "there, though it was rolled back: " + transfer));
      }
    }
    for (Transfer transfer : history.transfers()) {
      if (transfer.outcome() == Outcome.OK && !there.contains(transfer.id())) {
        found.add(new Violation(Anomaly.LOST_WRITE, "acknowledged, and not there: " + transfer));
      }
    }
  }

  private static long sum(Map<Integer, Long> balances) {
    return balances.values().stream().mapToLong(Long::longValue).sum();
  }
}
