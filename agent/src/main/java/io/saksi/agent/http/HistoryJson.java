package io.saksi.agent.http;

import io.saksi.core.model.History;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The timelines that led to the present one: of each its number, where it was left, and why. As in
 * Patroni's, and PostgreSQL's own history files.
 */
final class HistoryJson {
  private HistoryJson() {}

  static String of(History history) {
    List<String> lines = new ArrayList<>();
    for (History.Fork at = history.forks().get(history.current());
        at != null && at.parent() != 0;
        at = history.forks().get(at.parent())) {
      lines.addFirst(
          "["
              + at.parent()
              + ","
              + Long.toUnsignedString(at.at().value())
              + ",\"promotion in epoch "
              + at.branch().epoch().number()
              + "\"]");
    }
    return lines.stream().collect(Collectors.joining(",", "[", "]"));
  }

  /** How many promotions led to the present timeline. */
  static int promotions(History history) {
    int count = 0;
    for (History.Fork at = history.forks().get(history.current());
        at != null && at.parent() != 0;
        at = history.forks().get(at.parent())) {
      count++;
    }
    return count;
  }
}
