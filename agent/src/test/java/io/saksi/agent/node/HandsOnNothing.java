package io.saksi.agent.node;

import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Hands that remember what they were told, see a standby, and hang in a look where they are told
 * to.
 */
final class HandsOnNothing implements Hands {
  static final Postgres SEEN =
      new Postgres.Standby(1, new Lsn(100), new Lsn(100), Optional.empty(), true);

  private volatile boolean hangs;
  private volatile boolean lookWasInterrupted;
  private volatile boolean longWork;
  private volatile Thread worker;
  private final CountDownLatch begun = new CountDownLatch(1);
  private volatile Runnable atLook = () -> {};
  private volatile Runnable atShutDown = () -> {};
  private volatile Runnable exited = () -> {};
  private final CountDownLatch hung = new CountDownLatch(1);
  private final CountDownLatch answers = new CountDownLatch(1);
  private final List<Action> performed = new CopyOnWriteArrayList<>();
  private final List<Duration> drains = new CopyOnWriteArrayList<>();
  private volatile boolean drained = true;

  /** The next action goes on until it is called off. */
  void workLong() {
    longWork = true;
  }

  void awaitWork() throws InterruptedException {
    if (!begun.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("no action began");
    }
  }

  /** Not called off, and not ended. */
  boolean isAtWork() {
    Thread thread = worker;
    return thread != null && !thread.isInterrupted();
  }

  /** From the next look on, until {@link #answers}. */
  void hang() {
    hangs = true;
  }

  boolean awaitHung() throws InterruptedException {
    return hung.await(10, TimeUnit.SECONDS);
  }

  boolean lookWasInterrupted() {
    return lookWasInterrupted;
  }

  boolean isHung() {
    return hung.getCount() == 0;
  }

  void answers() {
    hangs = false;
    answers.countDown();
  }

  List<Action> performed() {
    return List.copyOf(performed);
  }

  @Override
  public Facts observe() {
    atLook.run();
    if (hangs) {
      hung.countDown();
      try {
        answers.await();
      } catch (InterruptedException e) {
        lookWasInterrupted = true;
        Thread.currentThread().interrupt();
      }
    }
    return glance();
  }

  @Override
  public Facts glance() {
    return new Facts(
        SEEN,
        Gate.CLOSED,
        Optional.of(new InstanceId("i")),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        false);
  }

  @Override
  public Condition condition() {
    return new Condition(
        NodeFacts.Commit.UNKNOWN, NodeFacts.Receiver.UNKNOWN, Optional.empty(), List.of());
  }

  @Override
  public void heard(Collection<NodeReport> nodes) {}

  @Override
  public void know(ClusterState state) {}

  @Override
  public void perform(Action action, ClusterState state) throws InterruptedException {
    performed.add(action);
    if (longWork) {
      workUntilCalledOff();
    }
  }

  /** Looks at the flag and leaves it set, so that {@link #isAtWork} never misses it. */
  private void workUntilCalledOff() throws InterruptedException {
    worker = Thread.currentThread();
    begun.countDown();
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
    worker = null;
    throw new InterruptedException();
  }

  /** How long transactions were let go on, each time it was asked for. */
  List<Duration> drains() {
    return List.copyOf(drains);
  }

  /** From now on transactions last for ever. */
  void transactionsGoOn() {
    drained = false;
  }

  @Override
  public void letTransactionsEnd(Duration bound, BooleanSupplier goOn) throws InterruptedException {
    drains.add(bound);
    while (!drained && goOn.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Override
  public Readiness inspect() {
    return Readiness.NOTHING;
  }

  @Override
  public List<KeptDivergence> divergences() {
    return List.of();
  }

  @Override
  public Optional<String> progress() {
    return Optional.empty();
  }

  @Override
  public void closeGate() {}

  @Override
  public boolean killAll(Duration bound) {
    return true;
  }

  @Override
  public void shutDown(Duration bound) {
    atShutDown.run();
  }

  /** What to do when a look begins. */
  void atLook(Runnable deed) {
    atLook = deed;
  }

  /** What to do when PostgreSQL is to be shut down. */
  void atShutDown(Runnable deed) {
    atShutDown = deed;
  }

  @Override
  public void onPostmasterExit(Runnable callback) {
    exited = callback;
  }

  void postmasterExits() {
    exited.run();
  }
}
