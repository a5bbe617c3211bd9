package io.saksi.agent.boot;

import io.saksi.agent.guard.GuardFile;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.view.NodeFacts;
import java.util.Optional;

/** The guard, through the memory that it shares with its agent. */
public final class GuardLink implements LeaseGuard {
  private final GuardFile file;

  public GuardLink(GuardFile file) {
    this.file = file;
  }

  @Override
  public Optional<Armed> armed() {
    return file.armed().map(armed -> new Armed(armed.epoch(), armed.deadline()));
  }

  @Override
  public void arm(Epoch epoch, Moment deadline) {
    file.arm(epoch, deadline);
  }

  @Override
  public void disarm() {
    file.disarm();
  }

  @Override
  public boolean isAlive(Moment now) {
    return file.guardIsAlive(now);
  }

  /**
   * The guard counts with its deputy only: alone it is one process, which whatever ended the agent
   * may have ended too.
   */
  @Override
  public NodeFacts.Fence lastRung(Moment now) {
    if (file.watchdogIsArmed(now)) {
      return NodeFacts.Fence.WATCHDOG;
    }
    return file.guardIsAlive(now) && file.deputyIsAlive(now)
        ? NodeFacts.Fence.GUARD
        : NodeFacts.Fence.NONE;
  }

  @Override
  public void beat(Moment now) {
    file.agentHeartbeat(now);
  }
}
