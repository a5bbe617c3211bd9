package io.saksi.agent.divergence;

import io.saksi.agent.divergence.WalRecord.RelationFile;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rows that one record inserts, updates or deletes (heapdesc.c). An update whose new version lies
 * on another page names one relation all the same; a multi-insert says how many rows it holds.
 */
record RowChange(RelationFile relation, RowCounts rows) {
  /** 14 and 15: {@code MULTI_INSERT 61 tuples}; from 16 on: {@code ntuples: 61}. */
  private static final Pattern TUPLES =
      Pattern.compile("(?:ntuples: (\\d{1,9})\\b|INSERT(?:\\+INIT)? (\\d{1,9}) tuples)");

  static Optional<RowChange> of(WalRecord record) {
    boolean heap = record.manager().equals("Heap") || record.manager().equals("Heap2");
    if (!heap || record.relations().isEmpty()) {
      return Optional.empty();
    }
    RelationFile relation = record.relations().iterator().next();
    String what = record.description().split("[ +]", 2)[0];
    return switch (what) {
      case "INSERT" -> Optional.of(new RowChange(relation, new RowCounts(1, 0, 0)));
      case "MULTI_INSERT" ->
          Optional.of(new RowChange(relation, new RowCounts(tuples(record.description()), 0, 0)));
      case "UPDATE", "HOT_UPDATE" -> Optional.of(new RowChange(relation, new RowCounts(0, 1, 0)));
      case "DELETE" -> Optional.of(new RowChange(relation, new RowCounts(0, 0, 1)));
      default -> Optional.empty();
    };
  }

  private static long tuples(String description) {
    Matcher matcher = TUPLES.matcher(description);
    if (!matcher.find()) {
      return 1;
    }
    return Long.parseLong(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
  }
}
