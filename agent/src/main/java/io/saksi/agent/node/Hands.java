package io.saksi.agent.node;

import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.postgres.Readiness;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Carries out actions on this node's PostgreSQL and looks at it. Everything here blocks, within
 * bounds of its own.
 */
public interface Hands {
  /**
   * @param postgres what it is doing
   * @param gate who may connect
   * @param instance of the data directory
   * @param fork what the last {@code CheckFork} found
   * @param rewindFailed the timeline onto which a rewind failed
   * @param checkpointDue promoted, and no checkpoint since
   * @param inserted on a primary, where its next record begins: a boundary between records
   * @param primaryProcess a postmaster is alive that was started or promoted as a primary, whether
   *     or not it answers
   * @param gateInDoubt as {@link NodeView#gateInDoubt}
   */
  record Facts(
      Postgres postgres,
      Gate gate,
      Optional<InstanceId> instance,
      Optional<NodeView.ForkVerdict> fork,
      Optional<Integer> rewindFailed,
      boolean checkpointDue,
      Optional<Lsn> inserted,
      boolean primaryProcess,
      boolean gateInDoubt) {
    /** With a gate that is known. */
    public Facts(
        Postgres postgres,
        Gate gate,
        Optional<InstanceId> instance,
        Optional<NodeView.ForkVerdict> fork,
        Optional<Integer> rewindFailed,
        boolean checkpointDue,
        Optional<Lsn> inserted,
        boolean primaryProcess) {
      this(
          postgres,
          gate,
          instance,
          fork,
          rewindFailed,
          checkpointDue,
          inserted,
          primaryProcess,
          false);
    }
  }

  /**
   * What was found out beside that, by probes of their own.
   *
   * @param clockOffset bound on how far the wall clock is off; empty: unknown
   * @param warnings for people; one that begins with a code in capitals and a colon is shown under
   *     that code
   * @param limits as {@link NodeFacts#limits}
   * @param archived as {@link NodeFacts#archived}
   * @param configured as {@link NodeFacts#configured}
   */
  record Condition(
      NodeFacts.Commit commit,
      NodeFacts.Receiver receiver,
      Optional<Duration> clockOffset,
      List<String> warnings,
      Map<String, Long> limits,
      Optional<Lsn> archived,
      Optional<Long> configured) {
    public Condition {
      warnings = List.copyOf(warnings);
      limits = Map.copyOf(limits);
    }

    /** Where no PostgreSQL runs. */
    public Condition(
        NodeFacts.Commit commit,
        NodeFacts.Receiver receiver,
        Optional<Duration> clockOffset,
        List<String> warnings) {
      this(commit, receiver, clockOffset, warnings, Map.of(), Optional.empty(), Optional.empty());
    }
  }

  /** What the leader told everybody of the nodes. Returns at once. */
  void heard(Collection<NodeReport> nodes);

  /** The newest findings of the probes. Returns at once, whatever hangs. */
  Condition condition();

  /**
   * The members have changed: who may replicate from here, and for whom slots are kept. Returns at
   * once.
   */
  void know(ClusterState state);

  /**
   * Looks at processes and files only: what an agent that has just started needs in order to keep a
   * running lease.
   */
  Facts glance();

  /** Looks at PostgreSQL. Never throws: what cannot be seen is reported as such. */
  Facts observe();

  /**
   * Waits, within the bound, until the transactions of clients that are under way have ended.
   * Changes nothing: who is ended early, or told late, loses no more than without it.
   *
   * @param goOn asked again and again; once false this returns
   * @throws InterruptedException if the plan changed and the action was called off
   */
  default void letTransactionsEnd(Duration bound, BooleanSupplier goOn)
      throws InterruptedException {}

  /**
   * Carries out the action.
   *
   * @param state where the other nodes are
   * @throws StaleOrderException if a later epoch was promised meanwhile
   * @throws InterruptedException if the plan changed and the action was called off
   * @throws Exception with a message for the operator, if it failed; it will be planned again
   */
  void perform(Action action, ClusterState state) throws Exception;

  /** What was kept of divergences on this node. Reads files. */
  List<KeptDivergence> divergences() throws IOException;

  /** For status: how far an action is that takes long. Returns at once. */
  Optional<String> progress();

  /**
   * Closes the gate and verifies that no client session is left; forgets the proof of the sync set.
   */
  void closeGate() throws Exception;

  /**
   * What on this node stands against a planned change of roles.
   *
   * @throws Exception with a message for the operator, if PostgreSQL cannot be asked
   */
  Readiness inspect() throws Exception;

  /**
   * Why this node's PostgreSQL would not take this configuration; empty if it would.
   *
   * @throws Exception if it cannot be found out
   */
  default Optional<String> mistake(Configuration.Content content) throws Exception {
    return Optional.empty();
  }

  /** Kills every process of PostgreSQL. */
  boolean killAll(Duration bound);

  /**
   * Shuts PostgreSQL down cleanly, for a clean stop of the node; kills it if that takes longer than
   * the bound.
   */
  void shutDown(Duration bound);

  /** Calls back within milliseconds of the postmaster's death, from another thread. */
  void onPostmasterExit(Runnable callback);
}
