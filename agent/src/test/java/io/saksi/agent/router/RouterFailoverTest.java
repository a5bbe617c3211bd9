package io.saksi.agent.router;

import static io.saksi.agent.router.FakeTopologySource.backend;
import static io.saksi.agent.router.TestRouter.async;
import static io.saksi.agent.router.TestRouter.connect;
import static io.saksi.agent.router.TestRouter.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions whose backend stops being what they came for. */
class RouterFailoverTest {
  private static TestPostgres one;
  private static TestPostgres two;

  private TestRouter test;
  private Backend n1;
  private Backend n2;

  @BeforeAll
  static void startPostgres() throws Exception {
    one = TestPostgres.start("n1");
    two = TestPostgres.start("n2");
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    one.close();
    two.close();
  }

  @BeforeEach
  void startRouter() throws Exception {
    test = new TestRouter(Duration.ofSeconds(30));
    n1 = backend("n1", one.port());
    n2 = backend("n2", two.port());
  }

  @AfterEach
  void stopRouter() {
    test.close();
  }

  /** A session that waits for an answer which its backend will not give in time. */
  private Future<String> sleeper(int port) throws Exception {
    Connection connection = connect(port);
    long open = test.router.stats().open();
    assertThat(open).isPositive();
    return async(() -> query(connection, "select pg_sleep(60)"));
  }

  private void assertCut(Future<String> session) {
    assertThatThrownBy(() -> session.get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SQLException.class);
  }

  @Test
  void sessionsOfADeposedPrimaryAreCutAtOnceAndNewOnesGoToTheNext() throws Exception {
    test.source.announce(Optional.of(n1), n2);
    Future<String> session = sleeper(test.router.readWritePort());
    test.source.announce(Optional.of(n2), n1);
    assertCut(session);
    assertThat(test.router.stats().closedByFailover()).isEqualTo(1);
    try (Connection next = connect(test.router.readWritePort())) {
      assertThat(query(next, "show cluster_name")).isEqualTo("n2");
    }
  }

  @Test
  void sessionsAreCutWhenThereIsNoPrimaryAnyMore() throws Exception {
    test.source.announce(Optional.of(n1));
    Future<String> session = sleeper(test.router.readWritePort());
    test.source.announce(Optional.empty());
    assertCut(session);
    Await.until("none is open", () -> test.router.stats().open() == 0);
  }

  @Test
  void anOlderTopologyOfAnAgentThatLagsChangesNothing() throws Exception {
    Topology old = test.source.announce(Optional.of(n1));
    test.source.announce(Optional.of(n2));
    test.source.deliver(old);
    try (Connection connection = connect(test.router.readWritePort())) {
      assertThat(query(connection, "show cluster_name")).isEqualTo("n2");
    }
  }

  @Test
  void aReElectionInPlaceLeavesSessionsToTheDatabase() throws Exception {
    test.source.announce(Optional.of(n1));
    try (Connection connection = connect(test.router.readWritePort())) {
      test.source.announce(Optional.of(n1));
      assertThat(query(connection, "select 42")).isEqualTo("42");
    }
  }

  @Test
  void readOnlySessionsStayWhenAnotherStandbyJoinsAndAreCutWhenTheirsLeaves() throws Exception {
    test.source.announce(Optional.of(n2), n1);
    try (Connection connection = connect(test.router.readOnlyPort())) {
      test.source.announce(Optional.of(n2), n2, n1);
      assertThat(query(connection, "show cluster_name")).isEqualTo("n1");
      test.source.announce(Optional.of(n2), n2);
      assertThatThrownBy(() -> query(connection, "select 1")).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void aStandbysSessionsDoNotOutliveItsPromotion() throws Exception {
    test.source.announce(Optional.of(n2), n1);
    Future<String> session = sleeper(test.router.readOnlyPort());
    test.source.announce(Optional.of(n1));
    assertCut(session);
  }

  @Test
  void aServerThatIsKilledEndsItsSessionsThroughTheRouterToo() throws Exception {
    try (TestPostgres victim = TestPostgres.start("n3")) {
      test.source.announce(Optional.of(backend("n3", victim.port())));
      Future<String> session = sleeper(test.router.readWritePort());
      victim.stop();
      assertCut(session);
    }
  }
}
