package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.core.command.Command;
import io.saksi.core.decide.Sparing;
import io.saksi.core.model.Maintenance;
import io.saksi.proto.v1.Obstacle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What stands against the maintenance of a node, and against moving the primary off it. */
final class Spared {
  private final Preflight preflight;
  private final LeaderDesk.Standing on;
  private final Command.BeginMaintenance order;
  private final List<Sparing.Cost> costs;

  Spared(Preflight preflight, LeaderDesk.Standing on, Command.BeginMaintenance order) {
    this.preflight = preflight;
    this.on = on;
    this.order = order;
    costs = Sparing.of(on.state(), on.view(), order.node(), order.handover(), on.now());
  }

  List<Obstacle> impossible() {
    return costs.stream().filter(Sparing.Cost::forbids).map(Spared::obstacle).toList();
  }

  void require() throws Refusal {
    for (Obstacle obstacle : impossible()) {
      throw new Refusal(Refusal.Code.NOT_POSSIBLE, obstacle.getText(), obstacle.getRemedy());
    }
  }

  /** Blocks while the primary and its successor are asked; bounded. */
  List<Obstacle> obstacles() throws InterruptedException {
    List<Obstacle> all =
        new ArrayList<>(costs.stream().filter(c -> !c.forbids()).map(Spared::obstacle).toList());
    if (order.handover().isPresent()) {
      Maintenance.Handover to = order.handover().get();
      all.addAll(
          preflight
              .look(
                  on,
                  new Command.BeginSwitchover(on.state().reign().epoch(), to.target(), to.limit()))
              .obstacles());
    }
    return all;
  }

  /** Blocks. */
  void prepare(Duration bound) throws InterruptedException {
    if (order.handover().isPresent()) {
      preflight.checkpoint(on, order.handover().get().target(), bound);
    }
  }

  private static Obstacle obstacle(Sparing.Cost cost) {
    return Preflight.obstacle(cost.code(), cost.text(), cost.remedy());
  }
}
