package io.saksi.chaos.check;

import io.saksi.chaos.check.ListTransaction.Append;
import io.saksi.chaos.check.ListTransaction.Read;
import io.saksi.chaos.check.ListTransaction.Step;
import java.util.ArrayList;
import java.util.List;

/** Histories written down by hand: by default all transactions at once, each by another client. */
final class ListStories {
  private static final Span ALL_THE_TIME = new Span(0, 1_000);

  private final List<ListTransaction> history = new ArrayList<>();

  static Append append(int key, long value) {
    return new Append(key, value);
  }

  static Read read(int key, Long... seen) {
    return new Read(key, List.of(seen));
  }

  ListStories ok(Step... steps) {
    return add(history.size(), ALL_THE_TIME, Outcome.OK, steps);
  }

  ListStories failed(Step... steps) {
    return add(history.size(), ALL_THE_TIME, Outcome.FAILED, steps);
  }

  ListStories unknown(Step... steps) {
    return add(history.size(), ALL_THE_TIME, Outcome.UNKNOWN, steps);
  }

  /** By this client, and while that time. */
  ListStories at(int client, long from, long to, Step... steps) {
    return add(client, new Span(from, to), Outcome.OK, steps);
  }

  private ListStories add(int client, Span span, Outcome outcome, Step... steps) {
    history.add(new ListTransaction(history.size(), client, span, outcome, List.of(steps)));
    return this;
  }

  List<ListTransaction> history() {
    return history;
  }

  List<Anomaly> anomalies() {
    return ListCheck.check(history).stream().map(Violation::anomaly).toList();
  }
}
