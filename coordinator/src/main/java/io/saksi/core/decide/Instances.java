package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Notices new data directories. What the state would refuse, because the old one still counts, is
 * not asked for.
 */
final class Instances {
  private Instances() {}

  static Optional<Command> record(ClusterState state, ClusterView view) {
    return view.received().values().stream()
        .map(ClusterView.Received::report)
        .filter(report -> report.instance().isPresent())
        .filter(report -> !Heard.hasRecordedInstance(state, report))
        .<Command>map(Instances::command)
        .filter(command ->
            state.apply(command, OptionalLong.empty()) instanceof Outcome.Applied applied
                && !applied.state().equals(state))
        .findFirst();
  }

  private static Command command(NodeReport report) {
    return new Command.RecordInstance(report.node(), report.instance().orElseThrow());
  }
}
