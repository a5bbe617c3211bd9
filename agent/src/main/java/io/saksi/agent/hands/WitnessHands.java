package io.saksi.agent.hands;

import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.node.Hands;
import io.saksi.agent.postgres.Readiness;
import io.saksi.agent.probe.WallClock;
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

/** A node without PostgreSQL: nothing to do but vote. */
public final class WitnessHands implements Hands {
  @Override
  public void know(ClusterState state) {}

  @Override
  public Facts observe() {
    return new Facts(
        new Postgres.Witness(),
        Gate.CLOSED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        false);
  }

  @Override
  public void heard(Collection<NodeReport> nodes) {}

  @Override
  public Condition condition() {
    return new Condition(
        NodeFacts.Commit.UNKNOWN, NodeFacts.Receiver.UNKNOWN, WallClock.offset(), List.of());
  }

  @Override
  public Facts glance() {
    return observe();
  }

  @Override
  public void perform(Action action, ClusterState state) {
    throw new IllegalStateException("a witness was told to " + action);
  }

  @Override
  public void closeGate() {}

  @Override
  public Readiness inspect() {
    return Readiness.NOTHING;
  }

  @Override
  public boolean killAll(Duration bound) {
    return true;
  }

  @Override
  public void shutDown(Duration bound) {}

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
