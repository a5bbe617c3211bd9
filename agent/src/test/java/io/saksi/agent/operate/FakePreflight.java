package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.core.command.Command;
import io.saksi.core.model.NodeId;
import io.saksi.proto.v1.Obstacle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds what it is told to find, and counts. */
final class FakePreflight implements Preflight {
  final List<Obstacle> found = new ArrayList<>();
  Duration predicted = Duration.ofMillis(800);
  Runnable atCheckpoint = () -> {};
  int looks;
  int checkpoints;

  @Override
  public Look look(LeaderDesk.Standing on, Command.BeginSwitchover order) {
    looks++;
    return new Look(found, new Forecast(predicted, List.of("as told")));
  }

  @Override
  public void checkpoint(LeaderDesk.Standing on, NodeId target, Duration bound) {
    checkpoints++;
    atCheckpoint.run();
  }

  /** From now on this is found. */
  void finds(String text) {
    found.add(Preflight.obstacle("X", text, "wait"));
  }
}
