package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.command.Level;
import io.saksi.core.model.Moment;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import java.util.Optional;

/**
 * Raises what the cluster understands, once every member has said that it does: who has not been
 * heard may be of an older version, and could not come back.
 */
final class Levels {
  private Levels() {}

  static Optional<Command> raise(ClusterState state, ClusterView view, Moment now) {
    int lowest = Level.NEWEST;
    for (var node : state.members().keySet()) {
      boolean silent = view.silence(node, now).compareTo(state.settings().silence()) > 0;
      int its = view.report(node).map(NodeReport::facts).map(f -> f.level()).orElse(Level.OLDEST);
      lowest = Math.min(lowest, silent ? Level.OLDEST : its);
    }
    return lowest > state.level() ? Optional.of(new Command.RaiseLevel(lowest)) : Optional.empty();
  }
}
