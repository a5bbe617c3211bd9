package io.saksi.core.state;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Orders;
import java.time.Instant;
import java.util.Map;

/** Tokens by which nodes are let in: each once, whichever agents it is shown to. */
final class Tokens {
  /** Of those that are remembered: more than anybody makes in a day. */
  static final int MOST = 1_000;

  private Tokens() {}

  static Outcome spend(ClusterState state, Command.SpendToken spend) {
    Map<String, Instant> spent = state.orders().spent();
    if (spend.until().isBefore(spend.now())) {
      return Transition.refused(state, "the token ended at " + spend.until() + ": make a new one");
    }
    if (spent.containsKey(spend.id())) {
      return Transition.refused(state, "the token was used already: make a new one");
    }
    if (spent.values().stream().filter(end -> !Orders.isForgotten(end, spend.now())).count()
        >= MOST) {
      return Transition.refused(
          state, MOST + " tokens were used lately: wait until some have ended");
    }
    return new Outcome.Applied(
        Edit.of(state)
            .orders(state.orders().spending(spend.id(), spend.until(), spend.now()))
            .buildSilently());
  }
}
