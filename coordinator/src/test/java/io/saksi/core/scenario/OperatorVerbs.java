package io.saksi.core.scenario;

import io.saksi.core.command.Command;
import io.saksi.core.harness.ScenarioCluster;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The verbs of a script that an operator says. What is refused is output, with the reason. */
final class OperatorVerbs {
  private OperatorVerbs() {}

  /** Empty if the line is none of these. */
  static Optional<String> carryOut(ScenarioCluster cluster, List<String> words) {
    Epoch epoch = cluster.state().reign().epoch();
    return switch (words.getFirst()) {
      case "switchover" ->
          order(
              cluster,
              new Command.BeginSwitchover(
                  epoch, node(words), Duration.ofMillis(Script.millis(words.get(2)))));
      case "force" -> said(cluster.force(words.get(1), Long.parseLong(words.get(2))));
      case "resume-node" -> order(cluster, new Command.ResumeNode(node(words)));
      case "detach-node" -> order(cluster, new Command.DetachNode(node(words)));
      case "maintain" -> order(cluster, maintain(cluster, words));
      case "end-maintenance" ->
          order(cluster, new Command.EndMaintenance(node(words), cluster.state().floorLsn()));
      case "pause" -> order(cluster, pause(cluster, words));
      case "resume" -> order(cluster, new Command.Resume());
      case "mode" -> order(cluster, mode(words));
      default -> Optional.empty();
    };
  }

  private static NodeId node(List<String> words) {
    return new NodeId(words.get(1));
  }

  private static Command maintain(ScenarioCluster cluster, List<String> words) {
    return new Command.BeginMaintenance(
        node(words),
        "work",
        cluster.wallClock().plusMillis(Script.millis(words.get(2))),
        words.stream()
            .skip(3)
            .findFirst()
            .map(to ->
                new Maintenance.Handover(new NodeId(to), Duration.ofSeconds(20), Duration.ZERO)));
  }

  private static Command pause(ScenarioCluster cluster, List<String> words) {
    return new Command.Pause(
        words.get(1),
        words.stream()
            .skip(2)
            .findFirst()
            .map(window -> cluster.wallClock().plusMillis(Script.millis(window))));
  }

  private static Command mode(List<String> words) {
    Mode mode = Mode.valueOf(words.get(1).replace('-', '_').toUpperCase(Locale.ROOT));
    return new Command.SetMode(mode, words.stream().skip(2).findFirst().map(Long::valueOf));
  }

  private static Optional<String> order(ScenarioCluster cluster, Command command) {
    return said(cluster.order(command));
  }

  private static Optional<String> said(Optional<String> refusal) {
    return Optional.of(refusal.map(reason -> "refused: " + reason).orElse("done"));
  }
}
