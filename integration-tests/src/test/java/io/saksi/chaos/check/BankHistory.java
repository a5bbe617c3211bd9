package io.saksi.chaos.check;

import java.util.List;
import java.util.Map;

/**
 * Transfers between accounts, each noted in a ledger by the same transaction.
 *
 * @param first what was on each account at the beginning
 * @param ledger the transfers noted there at the end, as often as they are
 * @param last what was on each account at the end
 */
public record BankHistory(
    Map<Integer, Long> first,
    List<Transfer> transfers,
    List<Look> looks,
    List<Long> ledger,
    Map<Integer, Long> last) {
  public BankHistory {
    first = Map.copyOf(first);
    transfers = List.copyOf(transfers);
    looks = List.copyOf(looks);
    ledger = List.copyOf(ledger);
    last = Map.copyOf(last);
  }

  /** One transfer, with a number of its own. */
  public record Transfer(
      int client, long id, int from, int to, long amount, Span span, Outcome outcome) {}

  /** What a client saw on all accounts, in one statement. */
  public record Look(int client, Map<Integer, Long> balances, Span span) {
    public Look {
      balances = Map.copyOf(balances);
    }
  }
}
