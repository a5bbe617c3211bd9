package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.hands.PostgresHands;
import io.saksi.agent.hands.RejoinProgress;
import io.saksi.agent.node.Promises;
import io.saksi.agent.node.StaleOrderException;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.agent.probe.Ballast;
import io.saksi.agent.probe.NodeProbes;
import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Orders of an agent whose peer lags after a restart, against real PostgreSQL. */
@Tag(OrdinaryUser.TAG)
class StaleOrdersTest {
  private static final Epoch E1 = new Epoch(1);
  private static final SyncEntry OLDER = new SyncEntry(4, SyncSet.NOBODY, Mode.SYNC_AUTO);
  private static final SyncEntry NEWER =
      new SyncEntry(5, SyncSet.any(1, List.of(new NodeId("b"))), Mode.SYNC_AUTO);

  private TestCluster cluster;
  private TestNode a;
  private ClusterState state;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    Endpoint at = new Endpoint("127.0.0.1", a.port());
    Member member = new Member(a.id, at, at, Optional.of(at), Optional.empty(), 1);
    state =
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("test", "test"), Settings.DEFAULT, member));
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  /** As after a restart of the agent: what it knows is what is on disk. */
  private PostgresHands agent() throws Exception {
    return agent(() -> true);
  }

  private PostgresHands agent(BooleanSupplier leaseHolds) throws Exception {
    Promises promises = Promises.load(cluster.root().resolve("promises"));
    NodeProbes probes = new NodeProbes(a.postgres, Duration.ofSeconds(10), Ballast.none());
    return new PostgresHands(
        a.postgres,
        promises,
        a.id,
        Optional.empty(),
        leaseHolds,
        probes,
        ReignEnds.load(cluster.root().resolve("reigns")),
        new RejoinProgress());
  }

  private String inForce() throws Exception {
    return a.postgres.observe(BOUND).syncInForce();
  }

  private Action.StartInPlace restart(SyncEntry entry, InstanceId data, Lsn atLeast) {
    return new Action.StartInPlace(E1, entry, data, atLeast);
  }

  @Test
  void anOlderSyncEntryNeverComesBackIntoForce() throws Exception {
    agent().perform(new Action.ApplySync(E1, NEWER), state);
    PostgresHands again = agent();
    assertThatThrownBy(() -> again.perform(new Action.ApplySync(E1, OLDER), state))
        .isInstanceOf(StaleOrderException.class);
    assertThat(inForce()).isEqualTo("ANY 1 (\"b\")");
  }

  @Test
  void anOpeningThatComesAfterTheLeaseDoesNotTakePlace() throws Exception {
    a.postgres.setGate(Gate.CLOSED, BOUND);
    var order = new Action.SetGate(E1, io.saksi.core.view.Gate.WRITE);
    assertThatThrownBy(() -> agent(() -> false).perform(order, state))
        .hasMessageContaining("lease ran out");
    assertThat(a.postgres.gate()).isEqualTo(Gate.CLOSED);
    assertThatThrownBy(a::client).hasMessageContaining("pg_hba.conf rejects");
    agent().perform(order, state);
    assertThat(a.ask("SELECT 1")).isEqualTo("1");
  }

  /**
   * The rules are those of the closed gate by then, and somebody is still inside: it counts as
   * open, and whoever wants it open has to open it.
   */
  @Test
  void aClosingThatIsCalledOffIsSaidAndOpenedAgain() throws Exception {
    var open = new Action.SetGate(E1, io.saksi.core.view.Gate.WRITE);
    var close = new Action.SetGate(E1, io.saksi.core.view.Gate.CLOSED);
    PostgresHands agent = agent();
    agent.perform(open, state);
    assertThat(agent.observe().gateInDoubt()).isFalse();
    try (Connection session = a.client()) {
      long backend = Long.parseLong(LocalSessions.value(session, "SELECT pg_backend_pid()"));
      Signals.send(backend, Signal.SIGSTOP);
      try {
        callOff(agent, close);
      } finally {
        Signals.send(backend, Signal.SIGCONT);
      }
    }
    assertThat(agent.observe().gate()).isEqualTo(io.saksi.core.view.Gate.WRITE);
    assertThat(agent.observe().gateInDoubt()).isTrue();
    assertThat(agent().observe().gateInDoubt()).as("as the next agent sees it").isTrue();
    assertThatThrownBy(a::client).hasMessageContaining("pg_hba.conf rejects");
    agent.perform(open, state);
    assertThat(a.ask("SELECT 1")).isEqualTo("1");
    assertThat(agent.observe().gateInDoubt()).isFalse();
    assertThat(agent().observe().gateInDoubt()).isFalse();
  }

  /** Interrupted as the lane does, once the rules of the closed gate are in force. */
  private void callOff(PostgresHands agent, Action.SetGate close) throws Exception {
    CompletableFuture<Exception> ended = new CompletableFuture<>();
    Thread lane =
        Thread.ofVirtual()
            .start(() -> {
              try {
                agent.perform(close, state);
                ended.complete(null);
              } catch (Exception e) {
                ended.complete(e);
              }
            });
    long end = System.nanoTime() + BOUND.toNanos();
    while (!isShutOut() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    lane.interrupt();
    assertThat(ended.get(BOUND.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
  }

  private boolean isShutOut() {
    try (Connection let = a.client()) {
      return let == null;
    } catch (Exception e) {
      return String.valueOf(e.getMessage()).contains("pg_hba.conf rejects");
    }
  }

  @Test
  void norDoesAServerStartWithIt() throws Exception {
    agent().perform(new Action.ApplySync(E1, NEWER), state);
    a.postgres.killAll(BOUND);
    InstanceId data = a.postgres.directory().requireComplete();
    PostgresHands again = agent();
    assertThatThrownBy(() -> again.perform(restart(OLDER, data, Lsn.ZERO), state))
        .isInstanceOf(StaleOrderException.class);
    again.perform(restart(NEWER, data, Lsn.ZERO), state);
    assertThat(inForce()).isEqualTo("ANY 1 (\"b\")");
  }

  @Test
  void dataThatTookTheirPlaceAreNotStarted() throws Exception {
    a.postgres.killAll(BOUND);
    assertThatThrownBy(
            () -> agent().perform(restart(NEWER, new InstanceId("other"), Lsn.ZERO), state))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("replaced meanwhile");
    assertThat(a.postgres.adopt()).isEmpty();
  }

  /** The peer of an agent that restarted may not know yet what data were recorded. */
  @Test
  void otherDataDoNotServeTheSameEpoch() throws Exception {
    a.postgres.killAll(BOUND);
    Promises.load(cluster.root().resolve("promises")).persistServing(E1, new InstanceId("first"));
    InstanceId data = a.postgres.directory().requireComplete();
    assertThatThrownBy(() -> agent().perform(restart(NEWER, data, Lsn.ZERO), state))
        .isInstanceOf(StaleOrderException.class)
        .hasMessageContaining("served by the data of first");
    assertThat(a.postgres.adopt()).isEmpty();
  }

  @Test
  void aDiskThatWentBackInTimeIsNotStarted() throws Exception {
    a.postgres.killAll(BOUND);
    // Not what was flushed: that may end inside a record, of which a crash leaves nothing.
    Lsn reached = a.postgres.wal().endOfWal(BOUND).lsn();
    InstanceId data = a.postgres.directory().requireComplete();
    Lsn more = new Lsn(reached.value() + (1 << 20));
    assertThatThrownBy(() -> agent().perform(restart(NEWER, data, more), state))
        .isInstanceOf(PostgresException.class)
        .hasMessageContaining("went back in time");
    assertThat(a.postgres.adopt()).isEmpty();
    agent().perform(restart(NEWER, data, reached), state);
    assertThat(a.asPrimary().flushed().isAtLeast(reached)).isTrue();
  }
}
