package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Deposed;
import java.util.Optional;

/**
 * Whether somebody's machine may be turned off for a reign that ended. Asked through the log: the
 * answer is a leader's only, and as new as the log. One who was elected again, or is proven not to
 * serve, is left alone.
 */
final class FenceQuestion {
  private FenceQuestion() {}

  static Outcome answer(ClusterState state, Command.AskFence ask) {
    return isOpen(state, ask)
        ? new Outcome.Applied(state)
        : refused(state, ask.target() + " is not to be fenced for epoch " + ask.deposed());
  }

  private static boolean isOpen(ClusterState state, Command.AskFence ask) {
    Optional<Deposed> deposed = state.deposed();
    return deposed.isPresent()
        && deposed.get().epoch().equals(ask.deposed())
        && deposed.get().primary().equals(ask.target())
        && deposed.get().fence().isEmpty()
        && !state.reign().leader().equals(Optional.of(ask.target()));
  }
}
