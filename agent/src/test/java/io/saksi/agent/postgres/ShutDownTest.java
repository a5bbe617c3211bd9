package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.hands.PostgresHands;
import io.saksi.agent.hands.RejoinProgress;
import io.saksi.agent.node.Promises;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.agent.probe.Ballast;
import io.saksi.agent.probe.NodeProbes;
import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Settings;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Postgres;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A planned change of roles as the hands carry it out: shut down, the rest received, follow. */
@Tag(OrdinaryUser.TAG)
class ShutDownTest {
  private static final int ROUNDS = 10;
  private static final int END_OF_STREAM = -1;

  private TestCluster cluster;
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    a.asClient("CREATE TABLE t (x int)");
    b = cluster.standby("b", a);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  private PostgresHands handsOf(TestNode node) throws Exception {
    return new PostgresHands(
        node.postgres,
        Promises.load(cluster.root().resolve(node.id + ".promises")),
        node.id,
        Optional.empty(),
        () -> true,
        new NodeProbes(node.postgres, Duration.ofSeconds(10), Ballast.none()),
        ReignEnds.load(cluster.root().resolve(node.id + ".reigns")),
        new RejoinProgress());
  }

  private ClusterState state() {
    Endpoint at = new Endpoint(TestNode.ADDRESS, a.port());
    Member member = new Member(a.id, at, at, Optional.of(at), Optional.empty(), 1);
    return ClusterState.create(
        new Command.CreateCluster(new ClusterId("test", "test"), Settings.DEFAULT, member));
  }

  @Test
  void shutDownTellsTheFailoverLsnAndTheStandbyHasAllOfIt() throws Exception {
    PostgresHands hands = handsOf(a);
    assertThat(hands.observe().postgres()).isInstanceOf(Postgres.Primary.class);
    a.asClient("INSERT INTO t SELECT generate_series(1, 5000)");
    hands.perform(new Action.ShutDown(new Epoch(1)), state());
    Postgres.Stopped stopped = (Postgres.Stopped) hands.observe().postgres();
    assertThat(stopped.wasPrimary()).isTrue();
    Lsn failover = stopped.endOfWal().orElseThrow();
    eventually("b has it", () -> b.asStandby().end().equals(failover));
    b.postgres.revoke(BOUND);
    Promoted promoted = b.postgres.promote(2, new SyncSetting.Nobody(), BOUND);
    assertThat(promoted.switchPoint()).isEqualTo(failover);
    assertThat(a.postgres.wal().checkFork(b.postgres.wal().history(2), BOUND))
        .isEqualTo(new ForkVerdict.FollowsDirectly());
  }

  /** Figures for people: how long a standby takes to follow, and a former primary to come back. */
  @Test
  void followersFollowAndTheFormerPrimaryReturnsWithoutARewind() throws Exception {
    TestNode c = cluster.standby("c", a);
    List<Double> follow = new ArrayList<>();
    List<Double> back = new ArrayList<>();
    TestNode primary = a;
    TestNode next = b;
    for (int timeline = 2; timeline < 2 + ROUNDS; timeline++) {
      primary.postgres.stopFast(BOUND);
      next.postgres.revoke(BOUND);
      next.postgres.promote(timeline, new SyncSetting.Nobody(), BOUND);
      next.postgres.ensureSlots(java.util.Set.of(primary.id, c.id), BOUND);
      TestNode now = next;
      follow.add(millis(() -> c.postgres.follow(now.upstreamFor(c), BOUND)));
      TestNode former = primary;
      back.add(millis(() -> former.startFollowing(now)));
      Lsn end = now.asPrimary().flushed();
      eventually("c has all", () -> c.asStandby().replayed().isAtLeast(end));
      eventually("the former has all", () -> former.asStandby().replayed().isAtLeast(end));
      primary = now;
      next = former;
    }
    print("follow of a standby", follow);
    print("return of a former primary without rewind", back);
    assertThat(c.asStandby().timeline()).isEqualTo(1 + ROUNDS);
  }

  private static double millis(TestCluster.Step work) throws Exception {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private static void print(String what, List<Double> millis) {
    Collections.sort(millis);
    System.out.printf(
        "measured: %s: median %.0f ms, worst %.0f ms of %d%n",
        what, millis.get(millis.size() / 2), millis.getLast(), millis.size());
  }

  /** Everybody is late here: by less than nothing. */
  @Test
  void whoIsToTakeOverKeepsItsSenderHoweverLateItSeems() throws Exception {
    cluster.standby("c", a);
    eventually("both stream", () -> !senderOf("b").isEmpty() && !senderOf("c").isEmpty());
    String target = senderOf("b");
    String other = senderOf("c");

    a.postgres.endLateSenders(Optional.of(b.id), -1, BOUND);

    eventually("c came again", () -> !senderOf("c").isEmpty() && !senderOf("c").equals(other));
    assertThat(senderOf("b")).isEqualTo(target);
  }

  private String senderOf(String name) throws Exception {
    return a.askAsAgent(
        "select coalesce(max(pid)::text, '') from pg_stat_replication where application_name like '"
            + name
            + "%' and state = 'streaming'");
  }

  /**
   * A connection that was made and says nothing is what a host leaves behind that dies. PostgreSQL
   * would wait for it for a minute ({@code authentication_timeout}), long after its last
   * checkpoint.
   */
  @Test
  void aConnectionThatSaysNothingIsNotWaitedFor() throws Exception {
    long receiver = receiverOfB();
    Future<?> stopping;
    try (Socket silent = new Socket();
        var thread = Executors.newSingleThreadExecutor()) {
      stopped(receiver, true);
      stopping =
          thread.submit(() -> {
            a.postgres.stopFastBut(a.postgres.sendersTo(b.id, BOUND), BOUND);
            return null;
          });
      eventually("a shuts down", this::isShuttingDown);
      silent.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), a.port()));
      silent.setSoTimeout(Math.toIntExact(BOUND.toMillis()));
      assertThat(silent.getInputStream().read()).isEqualTo(END_OF_STREAM);
      stopped(receiver, false);
      stopping.get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
    }
    Lsn end = ((Postgres.Stopped) handsOf(a).observe().postgres()).endOfWal().orElseThrow();
    eventually("b has the last record", () -> b.asStandby().end().equals(end));
  }

  /** It cannot be undone, so that what is left of it is in the way of the next start. */
  @Test
  void aShutdownThatIsCalledOffIsCutShort() throws Exception {
    long receiver = receiverOfB();
    PostgresHands hands = handsOf(a);
    try (var thread = Executors.newSingleThreadExecutor()) {
      stopped(receiver, true);
      Future<?> stopping =
          thread.submit(() -> {
            hands.perform(new Action.ShutDown(new Epoch(1)), switchingTo(b.id));
            return null;
          });
      eventually("a shuts down", this::isShuttingDown);
      thread.shutdownNow();
      assertThatThrownBy(() -> stopping.get(BOUND.toMillis(), TimeUnit.MILLISECONDS))
          .hasCauseInstanceOf(InterruptedException.class);
    } finally {
      stopped(receiver, false);
    }
    assertThat(hands.observe().postgres()).isInstanceOf(Postgres.Stopped.class);
    assertThat(a.postgres.adopt()).isEmpty();
  }

  private long receiverOfB() throws Exception {
    eventually("b streams", () -> !senderOf("b").isEmpty());
    return Long.parseLong(b.askAsAgent("select pid from pg_stat_wal_receiver"));
  }

  private static void stopped(long process, boolean so) {
    Signals.send(process, so ? Signal.SIGSTOP : Signal.SIGCONT);
  }

  private boolean isShuttingDown() {
    try {
      a.asClient("select 1");
      return false;
    } catch (SQLException e) {
      return e.getMessage().contains("shutting down");
    }
  }

  private ClusterState switchingTo(NodeId target) {
    ClusterState now = state();
    Orders.Switchover to =
        new Orders.Switchover(
            new Epoch(1), target, BOUND, Optional.empty(), Optional.empty(), Duration.ZERO);
    return new ClusterState(
        now.cluster(),
        now.version(),
        now.settings(),
        now.members(),
        now.founder(),
        now.reign(),
        now.deposed(),
        now.history(),
        now.inForce(),
        now.nextEntry(),
        now.positions(),
        now.floor(),
        now.renewal(),
        Orders.NONE.withSwitchover(Optional.of(to)));
  }
}
