package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

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
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby whose primary has lost the WAL that it needs finds that out, and is cloned anew. */
@Tag(OrdinaryUser.TAG)
class StarvationTest {
  private static final Epoch E1 = new Epoch(1);
  private static final Branch FIRST = new Branch(1, E1);
  private static final Moment NOW = new Moment(1);

  private TestCluster cluster;
  private TestNode a;
  private TestNode b;
  private ClusterState state;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    b = cluster.standby("b", a);
    NodeId w = new NodeId("w");
    // A name where an address belongs: its own loss, not that of the others.
    Endpoint named = new Endpoint("witness.example", 7400);
    state =
        new ClusterState(
            new ClusterId("test", "test"),
            7,
            Settings.DEFAULT,
            Map.of(
                a.id,
                member(a),
                b.id,
                member(b),
                w,
                new Member(w, named, named, Optional.empty(), Optional.empty(), 1)),
            a.id,
            new Reign.Open(E1, a.id, FIRST, FenceProof.NEVER_OPEN),
            Optional.empty(),
            new History(Map.of(1, new History.Fork(FIRST, 0, Lsn.ZERO, true)), 1),
            List.of(new SyncEntry(2, SyncSet.NOBODY, Mode.SYNC_AUTO)),
            3,
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Orders.NONE);
  }

  private static Member member(TestNode node) {
    Endpoint at = new Endpoint(TestNode.ADDRESS, node.port());
    return new Member(node.id, at, at, Optional.of(at), Optional.empty(), 1);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void standbyWhoseWalIsGoneAsksAndIsClonedAnew() throws Exception {
    b.postgres.revoke(BOUND);
    loseTheWalOfB();
    Promises promises = Promises.load(cluster.root().resolve("promises"));
    promises.persistPromise(E1);
    try (PostgresHands hands =
        new PostgresHands(
            b.postgres,
            promises,
            b.id,
            Optional.empty(),
            () -> true,
            new NodeProbes(b.postgres, Duration.ofSeconds(10), Ballast.none()),
            ReignEnds.load(cluster.root().resolve("reigns")),
            new RejoinProgress())) {
      Action follow = new Action.Follow(E1, a.id, b.id.joiningName());
      try {
        hands.perform(follow, state);
      } catch (OutcomeUnknownException e) {
        // It streams for a moment or not at all: that is seen by chance.
        assertThat(e).hasMessageContaining("no streaming");
      }
      awaitVerdict(hands);
      Hands.Facts facts = hands.observe();
      assertThat(plan(facts, promises)).isEqualTo(new Action.Clone(E1, a.id));
      hands.perform(plan(facts, promises), state);
      hands.perform(new Action.StartRecruit(E1), state);
      hands.perform(follow, state);
      assertThat(hands.observe().postgres())
          .isInstanceOfSatisfying(
              Postgres.Standby.class, standby -> assertThat(standby.streaming()).isTrue());
    }
  }

  /** As often as an agent looks that has nothing to do, or a little more. */
  private static void awaitVerdict(PostgresHands hands) throws Exception {
    Deadline deadline = Deadline.in(BOUND);
    while (hands.observe().rewindFailed().isEmpty()) {
      assertThat(deadline.pause(Duration.ofMillis(250))).as("it asked, and was told").isTrue();
    }
  }

  private void loseTheWalOfB() throws Exception {
    Lsn reached = b.asStandby().end();
    a.postgres.execute(
        List.of(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots",
            "ALTER SYSTEM SET wal_keep_size = 0",
            "SELECT pg_reload_conf()"),
        BOUND);
    TestCluster.eventually(
        "the primary has not what b needs",
        () -> {
          a.postgres.execute(
              List.of(
                  "SELECT pg_logical_emit_message(true, 'test', 'x')",
                  "SELECT pg_switch_wal()",
                  "CHECKPOINT"),
              BOUND);
          return b.postgres
              .rejoining()
              .isWalGone(TestNode.ADDRESS, a.port(), reached, Duration.ofSeconds(1));
        });
    a.postgres.ensureSlots(java.util.Set.of(b.id), BOUND);
  }

  private Action plan(Hands.Facts facts, Promises promises) {
    NodeView view =
        new NodeView(
            b.id,
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
    return NodePlanner.plan(state, view, NOW).getFirst();
  }
}
