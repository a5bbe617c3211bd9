package io.saksi.agent.vip;

import io.saksi.agent.node.LeaseGuard;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.view.NodeFacts;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The guard of a node with virtual addresses: their lifetimes go with the lease. */
public final class VipGuard implements LeaseGuard {
  private static final Logger LOG = LoggerFactory.getLogger(VipGuard.class);

  private final LeaseGuard guard;
  private final VipDesk vips;

  public VipGuard(LeaseGuard guard, VipDesk vips) {
    this.guard = guard;
    this.vips = vips;
  }

  @Override
  public Optional<Armed> armed() {
    return guard.armed();
  }

  @Override
  public void arm(Epoch epoch, Moment deadline) {
    guard.arm(epoch, deadline);
    vips.renewed();
  }

  /**
   * Not while a read-write address is here: what could not be taken away is the guard's at the
   * deadline, and without one it would stay.
   */
  @Override
  public void disarm() {
    if (vips.holdsWrite()) {
      LOG.error("a virtual address is still here: the guard stays armed and takes it off");
      return;
    }
    guard.disarm();
  }

  @Override
  public boolean isAlive(Moment now) {
    return guard.isAlive(now);
  }

  @Override
  public NodeFacts.Fence lastRung(Moment now) {
    return guard.lastRung(now);
  }

  @Override
  public void beat(Moment now) {
    guard.beat(now);
  }
}
