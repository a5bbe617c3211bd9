package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Configuration;

/**
 * PostgreSQL's configuration, as operators give it to the whole cluster. Whether PostgreSQL takes
 * it was asked before; here only that nobody overwrites what he has not seen.
 */
final class Configuring {
  /** Of one version: thirty of them, and hundreds of requests, are in every snapshot. */
  static final int LONGEST = 16_384;

  private Configuring() {}

  static Outcome set(ClusterState state, Command.SetConfiguration set) {
    Configuration now = state.configuration();
    if (now.number() != set.replaces()) {
      return refused(
          state,
          "the configuration has version " + now.number() + " meanwhile, not " + set.replaces());
    } else if (now.content().equals(set.content())) {
      return refused(state, "the configuration is so already");
    } else if (set.content().length() > LONGEST) {
      return refused(
          state,
          "the configuration is longer than " + LONGEST + " characters: shorten rules or values");
    }
    return Edit.of(state).configuration(now.with(set.content(), set.by(), set.at())).applied();
  }
}
