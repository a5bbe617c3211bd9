package io.saksi.chaos.check;

import java.util.ArrayList;
import java.util.List;

/**
 * Lists that only grow, appended to and read by transactions that are to be serializable, each read
 * on the primary.
 *
 * <p>What an append's list held is known to whoever reads it later, and so is the order of all
 * appends: one run of the workload tells the dependencies that a serializable history has no cycle
 * of. To leave nothing unseen, the last transaction should read every list.
 */
public final class ListCheck {
  private ListCheck() {}

  /** Everything that is wrong; the search for cycles begins only where the orders are known. */
  public static List<Violation> check(List<ListTransaction> history) {
    List<Violation> found = new ArrayList<>();
    Writers writers = Writers.of(history);
    found.addAll(ReadRules.check(history, writers));
    found.addAll(Recency.check(history));
    Versions versions = Versions.of(history, found);
    found.addAll(Cycles.check(history, Dependencies.of(history, writers, versions)));
    return found;
  }
}
