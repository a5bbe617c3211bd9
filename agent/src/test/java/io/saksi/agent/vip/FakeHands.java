package io.saksi.agent.vip;

import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.node.Hands;
import io.saksi.agent.postgres.Readiness;
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

/** A PostgreSQL that does at once what it is told, and tells a listener before. */
final class FakeHands implements Hands {
  private volatile Gate gate = Gate.CLOSED;
  private volatile boolean primary;
  private volatile boolean dead;
  private volatile Runnable beforeEnd = () -> {};

  /** Called before sessions end. */
  void beforeEnd(Runnable listener) {
    beforeEnd = listener;
  }

  void dies() {
    dead = true;
    gate = Gate.CLOSED;
  }

  Gate gate() {
    return gate;
  }

  @Override
  public void heard(Collection<NodeReport> nodes) {}

  @Override
  public Condition condition() {
    return new Condition(
        NodeFacts.Commit.UNKNOWN, NodeFacts.Receiver.UNKNOWN, Optional.empty(), List.of());
  }

  @Override
  public void know(ClusterState state) {}

  @Override
  public Facts glance() {
    return observe();
  }

  @Override
  public Facts observe() {
    return new Facts(
        dead ? new Postgres.Stopped(primary, 1, Optional.empty()) : new Postgres.Busy("serving"),
        gate,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        primary && !dead);
  }

  @Override
  public void perform(Action action, ClusterState state) {
    if (action instanceof Action.SetGate set) {
      if (set.gate() == Gate.CLOSED) {
        closeGate();
      }
      gate = set.gate();
      primary = set.gate() == Gate.WRITE;
    }
  }

  @Override
  public void closeGate() {
    beforeEnd.run();
    gate = Gate.CLOSED;
  }

  @Override
  public Readiness inspect() {
    return Readiness.NOTHING;
  }

  @Override
  public boolean killAll(Duration bound) {
    beforeEnd.run();
    dies();
    return true;
  }

  @Override
  public void shutDown(Duration bound) {
    killAll(bound);
  }

  @Override
  public void onPostmasterExit(Runnable callback) {}

  @Override
  public List<KeptDivergence> divergences() {
    return List.of();
  }

  @Override
  public Optional<String> progress() {
    return Optional.empty();
  }
}
