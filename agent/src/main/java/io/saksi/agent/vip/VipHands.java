package io.saksi.agent.vip;

import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.Promises;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hands of a node with virtual addresses. Whatever closes the gate takes the addresses away
 * before it counts as done, and PostgreSQL's sessions are ended before that: the ends of their
 * connections leave from an address that is still there. A PostgreSQL that is dead is not said to
 * be so while an address is here: others take that word for the proof that this node was fenced.
 */
public final class VipHands implements Hands, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VipHands.class);
  private static final Duration DROP_BOUND = Duration.ofSeconds(10);

  private final Hands hands;
  private final VipDesk vips;
  private final Promises promises;

  public VipHands(Hands hands, VipDesk vips, Promises promises) {
    this.hands = hands;
    this.vips = vips;
    this.promises = promises;
    vips.promisedBy(promises::promised);
  }

  @Override
  public void heard(Collection<NodeReport> nodes) {
    hands.heard(nodes);
  }

  @Override
  public Condition condition() {
    return hands.condition();
  }

  @Override
  public void know(ClusterState state) {
    hands.know(state);
    vips.know(state);
  }

  @Override
  public Facts glance() {
    return hands.glance();
  }

  @Override
  public Facts observe() {
    long ticket = vips.ticket();
    Facts seen = hands.observe();
    tell(ticket, seen);
    boolean dead =
        switch (seen.postgres()) {
          case Postgres.Stopped _, Postgres.Absent _, Postgres.Unusable _ -> true;
          case Postgres.Primary _, Postgres.Standby _, Postgres.Busy _, Postgres.Witness _ -> false;
        };
    return dead && !isBare() ? withAddress(seen) : seen;
  }

  private void tell(long ticket, Facts seen) {
    if (seen.gate() == Gate.WRITE && seen.primaryProcess()) {
      vips.told(ticket, Gate.WRITE, Optional.of(promises.serves()));
    } else {
      vips.told(ticket, seen.gate() == Gate.READ ? Gate.READ : Gate.CLOSED, Optional.empty());
    }
  }

  /** Whether no address is left here; takes away what is. */
  private boolean isBare() {
    try {
      drop();
      return true;
    } catch (VipException e) {
      LOG.error("{}", e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Facts withAddress(Facts seen) {
    return new Facts(
        new Postgres.Busy("stopped, but a virtual address is still here"),
        seen.gate(),
        seen.instance(),
        seen.fork(),
        seen.rewindFailed(),
        seen.checkpointDue(),
        seen.inserted(),
        seen.primaryProcess(),
        seen.gateInDoubt());
  }

  private void drop() throws VipException, InterruptedException {
    vips.closing();
    vips.dropAll(DROP_BOUND);
  }

  @Override
  public void letTransactionsEnd(Duration bound, BooleanSupplier goOn) throws InterruptedException {
    hands.letTransactionsEnd(bound, goOn);
  }

  @Override
  public void perform(Action action, ClusterState state) throws Exception {
    switch (action) {
      case Action.SetGate set when set.gate() != Gate.CLOSED -> open(set, state);
      case Action.SetGate _,
          Action.StepDown _,
          Action.ShutDown _,
          Action.Rewind _,
          Action.Clone _,
          Action.StartRecruit _,
          Action.StartInPlace _,
          Action.Found _ ->
          closing(() -> hands.perform(action, state));
      case Action.Promise _,
          Action.Revoke _,
          Action.Follow _,
          Action.Promote _,
          Action.ApplySync _,
          Action.Checkpoint _,
          Action.CheckFork _ ->
          hands.perform(action, state);
    }
  }

  private void open(Action.SetGate set, ClusterState state) throws Exception {
    long ticket = vips.ticket();
    hands.perform(set, state);
    // A close that began meanwhile has the last word.
    vips.told(
        ticket, set.gate(), set.gate() == Gate.WRITE ? Optional.of(set.epoch()) : Optional.empty());
  }

  private interface Deed {
    void run() throws Exception;
  }

  /** First nothing is added any more, then sessions end, then the addresses go. */
  private void closing(Deed deed) throws Exception {
    vips.closing();
    try {
      deed.run();
    } finally {
      drop();
    }
  }

  @Override
  public void closeGate() throws Exception {
    closing(hands::closeGate);
  }

  @Override
  public Readiness inspect() throws Exception {
    return hands.inspect();
  }

  @Override
  public boolean killAll(Duration bound) {
    vips.closing();
    boolean killed = hands.killAll(bound);
    return isBare() && killed;
  }

  @Override
  public void shutDown(Duration bound) {
    vips.closing();
    hands.shutDown(bound);
    var _ = isBare();
  }

  @Override
  public void onPostmasterExit(Runnable callback) {
    hands.onPostmasterExit(callback);
  }

  @Override
  public void close() {
    if (hands instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        LOG.debug("closing", e);
      }
    }
  }

  @Override
  public List<KeptDivergence> divergences() throws IOException {
    return hands.divergences();
  }

  @Override
  public Optional<String> progress() {
    return hands.progress();
  }
}
