package io.saksi.agent.node;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the gate shortly before the lease's deadline, so that a blip of the network costs clients
 * a reconnect, not a crash recovery. Where that cannot be verified in time the guard kills, and so
 * do we, whoever is first. Confined to the event loop.
 */
final class GateCloser {
  private static final Logger LOG = LoggerFactory.getLogger(GateCloser.class);

  private final EventLoop loop;
  private final NodeId self;
  private final Hands hands;
  private final LeaseKeeper lease;
  private final Duration killBound;
  private final Runnable look;
  private boolean closing;
  private boolean killing;

  GateCloser(
      EventLoop loop,
      NodeId self,
      Hands hands,
      LeaseKeeper lease,
      Duration killBound,
      Runnable look) {
    this.loop = loop;
    this.self = self;
    this.hands = hands;
    this.lease = lease;
    this.killBound = killBound;
    this.look = look;
  }

  /** Returns whether closing begins now. */
  boolean closeIfDue(Settings settings) {
    if (closing || killing || !runsOut(settings)) {
      return false;
    }
    closing = true;
    LOG.warn("the lease runs out: closing the gate of {}", self);
    loop.work(
        "saksi-close",
        () -> {
          boolean verified = closeGate();
          loop.execute(() -> closed(verified, settings));
        });
    return true;
  }

  /** Whether the gate is being closed, or PostgreSQL killed, because the lease runs out. */
  boolean isAtWork() {
    return closing || killing;
  }

  private boolean runsOut(Settings settings) {
    return lease.remaining().map(left -> left.compareTo(settings.closeAhead()) <= 0).orElse(false);
  }

  /** A renewal that came meanwhile stands: the planner opens again, by the opening rule. */
  private void closed(boolean verified, Settings settings) {
    closing = false;
    boolean runsOut = runsOut(settings);
    if (verified && runsOut) {
      lease.release();
    } else if (runsOut && lease.remaining().map(Duration::isNegative).orElse(true)) {
      LOG.error("the gate could not be closed by the deadline: PostgreSQL is killed");
      kill();
    }
    look.run();
  }

  private void kill() {
    killing = true;
    loop.work(
        "saksi-kill",
        () -> {
          var _ = hands.killAll(killBound);
          loop.execute(() -> {
            killing = false;
            look.run();
          });
        });
  }

  private boolean closeGate() {
    try {
      hands.closeGate();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      LOG.error("closing the gate: {}", e.getMessage());
      return false;
    }
  }
}
