package io.saksi.agent.router;

import static io.saksi.agent.router.FakeTopologySource.backend;
import static io.saksi.agent.router.TestRouter.async;
import static io.saksi.agent.router.TestRouter.psql;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that come while there is no primary. */
class WaitingTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  private static TestPostgres postgres;

  @BeforeAll
  static void startPostgres() throws Exception {
    postgres = TestPostgres.start("n1", "max_connections=50");
  }

  @AfterAll
  static void stopPostgres() throws Exception {
    postgres.close();
  }

  @Test
  void psqlWaitsAndConnectsWhenThereIsAPrimary() throws Exception {
    try (TestRouter test = new TestRouter(LONG)) {
      Future<TestRouter.Psql> psql = async(() -> psql(test.router.readWritePort(), "select 42"));
      test.awaitWaiting(1);
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      assertThat(psql.get(20, TimeUnit.SECONDS)).isEqualTo(new TestRouter.Psql(0, "42\n"));
      assertThat(test.router.stats().refused()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "prefer"})
  void psqlShowsWhyAfterTheBound(String sslmode) throws Exception {
    try (TestRouter test = new TestRouter(SHORT)) {
      TestRouter.Psql psql =
          psql(test.router.readWritePort(), "select 1", "sslmode=" + sslmode, "gssencmode=disable");
      assertThat(psql.exit()).isEqualTo(2);
      assertThat(psql.output())
          .contains("FATAL:  there is no primary: waited 0.3 s")
          .contains("HINT:  \"saksi status\" shows why.");
      assertThat(test.router.stats().refused()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "prefer"})
  void pgjdbcThrowsCannotConnectNowAfterTheBound(String sslmode) throws Exception {
    try (TestRouter test = new TestRouter(SHORT)) {
      long begin = System.nanoTime();
      assertThatThrownBy(() ->
              java.sql.DriverManager.getConnection(
                  TestPostgres.url(test.router.readWritePort(), "app") + "&sslmode=" + sslmode))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P03"))
          .hasMessageContaining("there is no primary: waited 0.3 s");
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT);
    }
  }

  @Test
  void readOnlyClientsAreToldThatThereIsNoReadableNode() throws Exception {
    try (TestRouter test = new TestRouter(SHORT)) {
      assertThat(psql(test.router.readOnlyPort(), "select 1").output())
          .contains("FATAL:  there is no readable node: waited 0.3 s");
    }
  }

  @Test
  void fiveHundredWaitAndAllGetTheirTurn() throws Exception {
    try (TestRouter test = new TestRouter(LONG)) {
      List<Future<String>> clients = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        clients.add(async(() -> serveYourself(test.router.readWritePort())));
      }
      test.awaitWaiting(500);
      test.source.announce(Optional.of(backend("n1", postgres.port())));
      for (Future<String> client : clients) {
        assertThat(client.get(60, TimeUnit.SECONDS)).isEqualTo("42");
      }
      assertThat(test.router.stats().waiting()).isZero();
    }
  }

  /** PostgreSQL has 50 places for the 500: whoever finds none comes back, as clients do. */
  private static String serveYourself(int port) throws SQLException {
    while (true) {
      try (Connection connection = TestRouter.connect(port)) {
        return TestRouter.query(connection, "select 42");
      } catch (SQLException e) {
        if (!"53300".equals(e.getSQLState())) {
          throw e;
        }
      }
    }
  }

  @Test
  void oneTooManyIsToldSoAtOnce() throws Exception {
    try (TestRouter test = new TestRouter(LONG, RouterLimits.DEFAULT.withWaitingSessions(1));
        Socket first = new Socket(InetAddress.getLoopbackAddress(), test.router.readWritePort())) {
      test.awaitWaiting(1);
      assertThat(psql(test.router.readWritePort(), "select 1").output())
          .contains("FATAL:  too many connections wait for a backend: 1");
      assertThat(first.isConnected()).isTrue();
    }
  }

  @Test
  void aClientThatLeavesFreesItsPlace() throws Exception {
    try (TestRouter test = new TestRouter(LONG)) {
      Socket client = new Socket(InetAddress.getLoopbackAddress(), test.router.readWritePort());
      client.getOutputStream().write(new byte[] {0, 0, 0, 9, 0, 3, 0, 0, 0});
      test.awaitWaiting(1);
      client.close();
      test.awaitWaiting(0);
    }
  }

  @Test
  void whatIsNoPostgresClientIsToldSo() throws Exception {
    try (TestRouter test = new TestRouter(LONG)) {
      String answer = say(test, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(answer).contains("08P01").contains("Only PostgreSQL clients can connect");
    }
  }

  private static String say(TestRouter test, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), test.router.readWritePort());
        InputStream in = socket.getInputStream()) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
