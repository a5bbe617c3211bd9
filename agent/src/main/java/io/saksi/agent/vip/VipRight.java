package io.saksi.agent.vip;

import io.saksi.agent.node.LeaseGuard;
import io.saksi.core.decide.ReadPlacement;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.plan.VipPlan;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.wire.LeaderView;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which addresses this node may hold, and for how long. Told by the agent's threads what is the
 * case; asked by the one thread that changes addresses, at the moment of effect.
 */
final class VipRight {
  /** The kernel may take this much longer than a lifetime. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final NodeId self;
  private final boolean readOnPrimary;
  private final LeaseGuard guard;
  private final Supplier<Moment> clock;

  private volatile Optional<Supplier<Epoch>> promised = Optional.empty();
  private volatile Optional<ClusterState> state = Optional.empty();
  private volatile Optional<Epoch> open = Optional.empty();
  private volatile Gate gate = Gate.CLOSED;
  private volatile boolean looked;
  private volatile Optional<Heard> heard = Optional.empty();
  private long gateChanges;

  private record Heard(LeaderView view, Moment at) {}

  /**
   * @param readOnPrimary whether read-only addresses may be where writes are
   */
  VipRight(NodeId self, boolean readOnPrimary, LeaseGuard guard, Supplier<Moment> clock) {
    this.self = self;
    this.readOnPrimary = readOnPrimary;
    this.guard = guard;
    this.clock = clock;
  }

  /** Where the promise on disk is; until this is known nothing may be written. */
  void promisedBy(Supplier<Epoch> known) {
    promised = Optional.of(known);
  }

  /** What this node's Raft peer has applied. */
  void know(ClusterState now) {
    state = Optional.of(now);
  }

  /**
   * @return whether the leader places read-only addresses otherwise than before
   */
  boolean heard(LeaderView view) {
    boolean news = !heard.map(h -> h.view().readVips()).equals(Optional.of(view.readVips()));
    heard = Optional.of(new Heard(view, clock.get()));
    return news;
  }

  /** Before a look at the gate, or an opening: what is found out counts only if nothing changed. */
  synchronized long ticket() {
    return gateChanges;
  }

  /**
   * The gate is like this, verified; in whose name, if it is open for writes.
   *
   * @return whether that is news, and counts
   */
  synchronized boolean told(long ticket, Gate now, Optional<Epoch> epoch) {
    looked = true;
    boolean known = gate == now && open.equals(epoch);
    if (ticket != gateChanges || known) {
      return false;
    }
    gateChanges++;
    gate = now;
    open = epoch;
    return true;
  }

  /**
   * The gate is about to close, or closed: from here on nothing may be added.
   *
   * @param abort of what is being added; before anything that is told later
   */
  synchronized void closing(Runnable abort) {
    looked = true;
    gateChanges++;
    gate = Gate.CLOSED;
    open = Optional.empty();
    abort.run();
  }

  /** Whether this node is to have the read-write addresses soon. */
  boolean comes() {
    return state.map(s -> VipPlan.comes(s, self)).orElse(false);
  }

  /** I3; see {@link VipPlan#mayHold}. */
  boolean mayWrite() {
    if (state.isEmpty() || promised.isEmpty()) {
      return false;
    }
    Optional<VipPlan.Lease> lease =
        guard.armed().map(a -> new VipPlan.Lease(a.epoch(), a.deadline()));
    VipPlan.Standing standing = new VipPlan.Standing(self, promised.get().get(), open, lease);
    return VipPlan.mayHold(state.get(), standing, clock.get());
  }

  /**
   * An agent that has just started on a running lease knows neither the state nor the gate yet, or
   * its replica still tells of an earlier reign: what the last one held stays for as long as the
   * guard is armed, unless a look or the promise says otherwise.
   */
  boolean mayStay() {
    Moment now = clock.get();
    return mayWrite()
        || guard.armed().filter(a -> now.isBefore(a.deadline())).filter(this::isUntold).isPresent();
  }

  /**
   * The guard is armed by accepted renewals alone: an older state is one that has not caught up.
   */
  private boolean isUntold(LeaseGuard.Armed armed) {
    boolean behind = state.map(s -> s.reign().epoch().isBefore(armed.epoch())).orElse(true);
    boolean seenOpen = open.equals(Optional.of(armed.epoch()));
    boolean left = promised.map(Supplier::get).filter(armed.epoch()::isBefore).isPresent();
    return !left && (!looked || (behind && seenOpen));
  }

  /**
   * Whole seconds, so that with the kernel's lateness the address is gone before the earliest proof
   * that the lease has run out; one second where the lease is too short for that.
   */
  Duration writeLifetime(Moment now) {
    Duration proofAfter =
        state
            .map(ClusterState::settings)
            .map(s -> s.killAhead().plus(s.leaseMargin()))
            .orElse(Duration.ZERO);
    Duration left = guard.armed().map(a -> a.deadline().since(now)).orElse(Duration.ZERO);
    long seconds = left.plus(proofAfter).minus(LATE).toSeconds();
    return Duration.ofSeconds(Math.max(1, seconds));
  }

  /** Whether the leader gave this group's address to this node, and its gate is open for it. */
  boolean mayRead(String group) {
    boolean granted =
        heard
            .filter(h -> clock.get().since(h.at()).compareTo(ReadPlacement.HEARD_WITHIN) < 0)
            .map(h -> h.view().readVips().get(group))
            .filter(self::equals)
            .isPresent();
    return granted && (gate == Gate.READ || (gate == Gate.WRITE && readOnPrimary));
  }
}
