package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.core.command.Command;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.Obstacle;
import java.time.Duration;
import java.util.List;

/** What stands against a switchover, how long it would take, and what makes that shorter. */
interface Preflight {
  /** What was found, and the prediction. */
  record Look(List<Obstacle> obstacles, Forecast forecast) {
    public Look {
      obstacles = List.copyOf(obstacles);
    }
  }

  /** Blocks while the primary's and the target's PostgreSQL are asked; bounded. */
  Look look(LeaderDesk.Standing on, Command.BeginSwitchover order) throws InterruptedException;

  /**
   * While still serving: dirty buffers go to disk on both, so that the shutdown and the promotion
   * have little left to do. Blocks; a failure only costs time later.
   */
  void checkpoint(LeaderDesk.Standing on, NodeId target, Duration bound)
      throws InterruptedException;

  /** What stands against a configuration; blocks while PostgreSQL is asked; bounded. */
  default List<Obstacle> tried(LeaderDesk.Standing on, Configuration.Content content)
      throws InterruptedException {
    return List.of();
  }

  static Obstacle obstacle(String code, String text, String remedy) {
    return Obstacle.newBuilder().setCode(code).setText(text).setRemedy(remedy).build();
  }
}
