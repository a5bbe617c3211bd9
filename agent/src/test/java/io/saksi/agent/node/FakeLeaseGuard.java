package io.saksi.agent.node;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.view.NodeFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A guard that remembers what it was told, and kills nobody. */
public final class FakeLeaseGuard implements LeaseGuard {
  private final List<Armed> history = new ArrayList<>();
  private Optional<Armed> armed = Optional.empty();
  private boolean alive = true;
  private int beats;

  @Override
  public synchronized Optional<Armed> armed() {
    return armed;
  }

  @Override
  public synchronized void arm(Epoch epoch, Moment deadline) {
    armed = Optional.of(new Armed(epoch, deadline));
    history.add(armed.get());
  }

  @Override
  public synchronized void disarm() {
    armed = Optional.empty();
  }

  @Override
  public synchronized boolean isAlive(Moment now) {
    return alive;
  }

  @Override
  public NodeFacts.Fence lastRung(Moment now) {
    return isAlive(now) ? NodeFacts.Fence.GUARD : NodeFacts.Fence.NONE;
  }

  @Override
  public synchronized void beat(Moment now) {
    beats++;
  }

  public synchronized int beats() {
    return beats;
  }

  public synchronized void dies() {
    alive = false;
  }

  /** Every arming so far, oldest first. */
  public synchronized List<Armed> history() {
    return List.copyOf(history);
  }
}
