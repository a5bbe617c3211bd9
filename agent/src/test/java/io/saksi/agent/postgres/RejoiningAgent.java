package io.saksi.agent.postgres;

import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.hands.PostgresHands;
import io.saksi.agent.hands.RejoinProgress;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.Promises;
import io.saksi.agent.probe.Ballast;
import io.saksi.agent.probe.NodeProbes;
import io.saksi.core.model.Branch;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A process of its own that does what an agent does with node {@code a}: looks, plans with the real
 * planner on a state that does not change, acts with the real hands. At the step named it says so
 * and hangs, to be killed there.
 */
final class RejoiningAgent {
  private static final Epoch E1 = new Epoch(1);
  private static final Epoch E2 = new Epoch(2);
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Moment NOW = new Moment(1);
  private static final int ROUNDS = 400;

  private RejoiningAgent() {}

  /** Arguments: the cluster's root, both ports, the fork or {@code -}, the hold, the step. */
  public static void main(String[] arguments) throws Exception {
    OrdinaryUser.become();
    String hangAt = arguments[5];
    RejoinWatch watch =
        new RejoinWatch() {
          @Override
          public void at(RejoinStep step) {
            if (step.name().equals(hangAt)) {
              System.out.println("AT " + step);
              while (true) {
                LockSupport.park();
              }
            }
          }

          @Override
          public void progress(RejoinStep step, long doneBytes, long totalBytes) {}
        };
    Path root = Path.of(arguments[0]);
    TestNode a = TestNode.in(root, "a", Integer.parseInt(arguments[1]), watch);
    Promises promises = Promises.load(root.resolve("a.promises"));
    try (PostgresHands hands =
        new PostgresHands(
            a.postgres,
            promises,
            A,
            Optional.empty(),
            () -> true,
            new NodeProbes(a.postgres, Duration.ofSeconds(10), Ballast.none()),
            ReignEnds.load(root.resolve("a.reigns")),
            new RejoinProgress())) {
      ClusterState state = state(arguments);
      run(hands, promises, state);
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void run(PostgresHands hands, Promises promises, ClusterState state)
      throws Exception {
    long begun = System.nanoTime();
    for (int round = 0; round < ROUNDS; round++) {
      Hands.Facts facts = hands.observe();
      if (facts.postgres() instanceof Postgres.Standby standby
          && standby.streaming()
          && facts.gate() == Gate.READ) {
        System.out.println("STREAMING " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        return;
      }
      List<Action> plan = NodePlanner.plan(state, view(facts, promises), NOW);
      if (plan.isEmpty() && state.orders().isHeld(A)) {
        System.out.println("LEFT ALONE " + facts.postgres());
        return;
      }
      if (!plan.isEmpty()) {
        perform(hands, promises, plan.getFirst(), state);
      }
      LockSupport.parkNanos(20_000_000);
    }
    System.out.println("NOWHERE " + hands.observe());
  }

  private static void perform(
      PostgresHands hands, Promises promises, Action action, ClusterState state) {
    try {
      System.out.println("DOES " + action);
      if (action instanceof Action.Promise
          || action instanceof Action.Revoke
          || action instanceof Action.StepDown) {
        promises.persistPromise(action.epoch());
      }
      hands.perform(action, state);
    } catch (Exception e) {
      System.out.println("FAILED " + e);
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static NodeView view(Hands.Facts facts, Promises promises) {
    return new NodeView(
        A,
        promises.promised(),
        facts.instance(),
        facts.postgres(),
        facts.gate(),
        Optional.empty(),
        Optional.of(NOW),
        facts.fork(),
        facts.rewindFailed(),
        facts.checkpointDue(),
        Optional.empty(),
        false);
  }

  /** Node b leads epoch 2, open; a is not counted. */
  private static ClusterState state(String[] arguments) {
    Branch first = new Branch(1, E1);
    Branch second = new Branch(2, E2);
    History.Fork of1 = new History.Fork(first, 0, Lsn.ZERO, true);
    History.Fork of2 =
        arguments[3].equals("-")
            ? new History.Fork(second, 0, Lsn.ZERO, true)
            : new History.Fork(second, 1, Lsn.parse(arguments[3]), true);
    Orders orders =
        arguments[4].equals("-")
            ? Orders.NONE
            : Orders.NONE.holding(
                A, new Orders.Hold(Orders.Kind.valueOf(arguments[4]), E2, "a test"));
    return new ClusterState(
        new ClusterId("test", "test"),
        7,
        Settings.DEFAULT,
        Map.of(A, member(A, arguments[1]), B, member(B, arguments[2])),
        A,
        new Reign.Open(E2, B, second, FenceProof.SELF_FENCED),
        Optional.empty(),
        new History(Map.of(1, of1, 2, of2), 2),
        List.of(new SyncEntry(2, SyncSet.NOBODY, Mode.SYNC_AUTO)),
        3,
        Map.of(),
        Optional.empty(),
        Optional.empty(),
        orders);
  }

  private static Member member(NodeId node, String port) {
    Endpoint at = new Endpoint(TestNode.ADDRESS, Integer.parseInt(port));
    return new Member(node, at, at, Optional.of(at), Optional.empty(), 1);
  }
}
