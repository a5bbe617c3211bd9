package io.saksi.it;

import io.saksi.core.model.Moment;

/** Times for people to read; nothing is asserted of them. */
final class Figures {
  private Figures() {}

  static void withoutService(String what, TestCluster cluster, Moment since) {
    cluster
        .writer()
        .longestGapSince(since)
        .ifPresent(gap ->
            System.out.printf(
                "measured: %s: %d ms without an acknowledged commit%n",
                what, gap.length().toMillis()));
  }
}
