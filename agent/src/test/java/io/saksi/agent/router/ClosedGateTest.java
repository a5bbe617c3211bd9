package io.saksi.agent.router;

import static io.saksi.agent.router.FakeTopologySource.backend;
import static io.saksi.agent.router.TestRouter.async;
import static io.saksi.agent.router.TestRouter.psql;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The topology names a primary that lets nobody in, or cannot be reached. */
class ClosedGateTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = TestPostgres.start("n1");
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @AfterEach
  void openGate() throws Exception {
    postgres.openGate();
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "prefer"})
  void aClosedGateIsRetriedUntilItOpensAndTheClientSeesNothing(String sslmode) throws Exception {
    postgres.closeGate();
    try (TestRouter test = new TestRouter(LONG)) {
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      Future<TestRouter.Psql> psql =
          async(() -> psql(test.router.readWritePort(), "select 42", "sslmode=" + sslmode));
      Await.until("some attempts are refused", () -> test.router.stats().retried() > 3);
      postgres.openGate();
      assertThat(psql.get(20, TimeUnit.SECONDS)).isEqualTo(new TestRouter.Psql(0, "42\n"));
    }
  }

  @Test
  void pgjdbcTooGetsThroughAGateThatOpensLate() throws Exception {
    postgres.closeGate();
    try (TestRouter test = new TestRouter(LONG)) {
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      Future<Connection> client = async(() -> TestRouter.connect(test.router.readWritePort()));
      Await.until("some attempts are refused", () -> test.router.stats().retried() > 3);
      postgres.openGate();
      try (Connection connection = client.get(20, TimeUnit.SECONDS)) {
        assertThat(TestRouter.query(connection, "select 42")).isEqualTo("42");
      }
    }
  }

  @Test
  void aGateThatStaysClosedIsNamedWithItsLastAnswer() throws Exception {
    postgres.closeGate();
    try (TestRouter test = new TestRouter(Duration.ofMillis(500))) {
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      assertThat(psql(test.router.readWritePort(), "select 1").output())
          .contains("FATAL:  n1 does not let this connection in: waited 0.5 s")
          .contains("DETAIL:  The last answer of n1 (127.0.0.1:" + postgres.port() + "): FATAL: ")
          .contains("no pg_hba.conf entry");
    }
  }

  @Test
  void manyWaitingClientsDoNotFloodAClosedGate() throws Exception {
    postgres.closeGate();
    try (TestRouter test = new TestRouter(LONG)) {
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      for (int i = 0; i < 100; i++) {
        var _ = async(() -> psql(test.router.readWritePort(), "select 1", "sslmode=disable"));
      }
      test.awaitWaiting(100);
      long begin = System.nanoTime();
      long before = test.router.stats().retried();
      Await.until("200 refusals", () -> test.router.stats().retried() >= before + 200);
      // 16 places, each held for a pause of 20 ms or more.
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .isGreaterThan(Duration.ofMillis(200 / 16 * 20 - 40));
    }
  }

  @Test
  void aStoppedServerIsRetriedUntilItIsBack() throws Exception {
    try (TestPostgres restarted = TestPostgres.start("n2");
        TestRouter test = new TestRouter(LONG)) {
      restarted.stop();
      test.source.announce(Optional.of(backend("n2", restarted.port())));
      Future<TestRouter.Psql> psql = async(() -> psql(test.router.readWritePort(), "select 42"));
      Await.until("some attempts fail", () -> test.router.stats().retried() > 3);
      restarted.start();
      assertThat(psql.get(20, TimeUnit.SECONDS)).isEqualTo(new TestRouter.Psql(0, "42\n"));
    }
  }

  @Test
  void aNewerTopologyLeadsAwayFromAClosedGate() throws Exception {
    postgres.closeGate();
    try (TestPostgres other = TestPostgres.start("n2");
        TestRouter test = new TestRouter(LONG)) {
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      Future<TestRouter.Psql> psql =
          async(() -> psql(test.router.readWritePort(), "show cluster_name"));
      Await.until("an attempt is refused", () -> test.router.stats().retried() > 0);
      test.source.announce(Optional.of(backend("n2", other.port())));
      assertThat(psql.get(20, TimeUnit.SECONDS)).isEqualTo(new TestRouter.Psql(0, "n2\n"));
    }
  }

  @Test
  void aClientThatNoLineAdmitsHearsItOnceOthersGetIn() throws Exception {
    postgres.closeGate();
    try (TestRouter test = new TestRouter(LONG)) {
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      Future<TestRouter.Psql> psql =
          async(() -> psql(test.router.readWritePort(), "select 1", "sslmode=disable"));
      Await.until("it was refused", () -> test.router.stats().retried() > 0);
      // The keeper is admitted: the gate is not what keeps the other out.
      DriverManager.getConnection(TestPostgres.url(test.router.readWritePort(), "keeper")).close();
      TestRouter.Psql heard = psql.get(20, TimeUnit.SECONDS);
      assertThat(heard.exit()).isEqualTo(2);
      assertThat(heard.output()).contains("FATAL:  no pg_hba.conf entry");
    }
  }

  @Test
  void aRoleThatDoesNotExistIsNoClosedGate() throws Exception {
    try (TestRouter test = new TestRouter(LONG)) {
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      assertThat(psql(test.router.readWritePort(), "select 1", "user=nobody_here").output())
          .contains("role \"nobody_here\" does not exist");
      assertThat(test.router.stats().retried()).isZero();
    }
  }
}
