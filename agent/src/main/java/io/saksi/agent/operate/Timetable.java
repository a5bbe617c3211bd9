package io.saksi.agent.operate;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.peer.Channels;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins what is scheduled when its hour has come, on the agent that leads then. What is scheduled
 * stands in the replicated state, so nothing here has to survive: the next leader looks at the same
 * clock. That it begins once is for the state to see to: what has begun is scheduled no more.
 */
public final class Timetable {
  private static final Logger LOG = LoggerFactory.getLogger(Timetable.class);

  /** Between two attempts, where something stands against it. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private static final String NOBODY = "no agent led in that time";

  private final Supplier<ClusterMachine.Applied> books;
  private final LeaderOrders orders;
  private final Supplier<Instant> wallClock;
  private final AtomicBoolean busy = new AtomicBoolean();
  private Instant next = Instant.MIN;
  private Optional<Orders.Scheduled> tried = Optional.empty();
  private String why = NOBODY;

  public Timetable(
      NodeId self,
      Leadership leadership,
      Channels channels,
      Supplier<ClusterMachine.Applied> books) {
    this(
        books,
        new LeaderOrders(
            self,
            leadership,
            new NodePreflight(channels, () -> books.get().incidents()),
            Instant::now),
        Instant::now);
  }

  Timetable(
      Supplier<ClusterMachine.Applied> books, LeaderOrders orders, Supplier<Instant> wallClock) {
    this.books = books;
    this.orders = orders;
    this.wallClock = wallClock;
  }

  /**
   * Called again and again; returns at once, and does what there is to do on a thread of its own.
   */
  public void look() {
    Optional<Orders.Scheduled> due = due();
    if (due.isPresent() && busy.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("saksi-timetable")
          .start(() -> {
            try {
              keep(due.get());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } finally {
              busy.set(false);
            }
          });
    }
  }

  private Optional<Orders.Scheduled> due() {
    Instant now = wallClock.get();
    return books
        .get()
        .state()
        .flatMap(state -> state.orders().scheduled())
        .filter(plan -> !now.isBefore(plan.at()));
  }

  /** Begins it, or calls it off where its time is over; blocks. Does nothing without leadership. */
  void keep(Orders.Scheduled plan) throws InterruptedException {
    if (!tried.equals(Optional.of(plan))) {
      tried = Optional.of(plan);
      next = Instant.MIN;
      why = NOBODY;
    }
    Instant now = wallClock.get();
    boolean over = now.isAfter(plan.latest());
    if (!over && now.isBefore(next) && next.isBefore(now.plus(AGAIN).plusMillis(1))) {
      return;
    }
    try {
      Optional<LeaderDesk.Standing> on = orders.informed();
      if (on.isEmpty() || !on.get().state().orders().scheduled().equals(Optional.of(plan))) {
        return;
      }
      if (over) {
        LOG.warn("the switchover scheduled for {} is missed: {}", plan.at(), why);
        orders.miss(plan, why);
      } else {
        LOG.info("the switchover scheduled for {} begins", plan.at());
        orders.begin(on.get(), plan);
      }
    } catch (Refusal e) {
      LOG.warn("the switchover scheduled for {}: {}", plan.at(), e.getMessage());
      why = e.getMessage();
      next = wallClock.get().plus(AGAIN);
    }
  }
}
