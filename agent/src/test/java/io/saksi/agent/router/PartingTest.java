package io.saksi.agent.router;

import static io.saksi.agent.router.FakeTopologySource.backend;
import static io.saksi.agent.router.RawClient.message;
import static io.saksi.agent.router.TestRouter.async;
import static io.saksi.agent.router.TestRouter.connect;
import static io.saksi.agent.router.TestRouter.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Sessions whose backend is about to leave, with real PostgreSQL and clients that do as they like.
 */
class PartingTest {
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
    one.sql("drop table if exists t");
    one.sql("create table t (i int)");
    test.source.announce(Optional.of(n1));
  }

  @AfterEach
  void stopRouter() {
    test.close();
  }

  private int port() {
    return test.router.readWritePort();
  }

  private void primaryLeaves() {
    test.source.leaving(Optional.of(n1), List.of(), n1);
  }

  private void awaitParted(long sessions) throws Exception {
    Await.until(sessions + " have parted", () -> test.router.stats().parted() == sessions);
  }

  /** Something that the router answers after it has heard of the last topology: it is in force. */
  private void nobodyParts() throws Exception {
    Future<Connection> waiting = async(() -> connect(port()));
    test.awaitWaiting(1);
    assertThat(test.router.stats().parted()).isZero();
    assertThat(waiting.isDone()).isFalse();
  }

  private static void isToldToConnectAgain(List<String> words) {
    assertThat(words.getLast()).startsWith("E").contains("C57P01\0").contains("SFATAL\0");
  }

  @Test
  void idleSessionIsEndedAndTheNextOneWaitsForTheSuccessor() throws Exception {
    try (Connection idle = connect(port())) {
      assertThat(query(idle, "show cluster_name")).isEqualTo("n1");
      primaryLeaves();
      awaitParted(1);
      assertThatThrownBy(() -> query(idle, "select 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
    }
    Future<String> next =
        async(() -> {
          try (Connection connection = connect(port())) {
            return query(connection, "show cluster_name");
          }
        });
    test.awaitWaiting(1);
    test.source.announce(Optional.empty());
    test.source.announce(Optional.of(n2));
    assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("n2");
    assertThat(test.router.stats().refused()).isZero();
    Await.until(
        "its backend has ended",
        () -> one.sql("select count(*) from pg_stat_activity where usename = 'app'").equals("0"));
  }

  @Test
  void transactionGoesOnToItsEndAndItsCommitIsTold() throws Exception {
    try (Connection busy = connect(port());
        var statement = busy.createStatement()) {
      busy.setAutoCommit(false);
      statement.execute("insert into t values (1)");
      primaryLeaves();
      nobodyParts();
      statement.execute("insert into t values (2)");
      busy.commit();
      awaitParted(1);
      assertThatThrownBy(() -> statement.execute("insert into t values (3)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));
    }
    assertThat(one.sql("select count(*) from t")).isEqualTo("2");
  }

  @Test
  void orderThatIsTakenBackLetsThemAllIn() throws Exception {
    try (Connection busy = connect(port());
        var statement = busy.createStatement()) {
      busy.setAutoCommit(false);
      statement.execute("insert into t values (1)");
      primaryLeaves();
      Future<String> next =
          async(() -> {
            try (Connection connection = connect(port())) {
              return query(connection, "show cluster_name");
            }
          });
      test.awaitWaiting(1);
      test.source.announce(Optional.of(n1));
      assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("n1");
      busy.commit();
      assertThat(query(busy, "select count(*) from t")).isEqualTo("1");
      assertThat(test.router.stats().parted()).isZero();
    }
  }

  @Test
  void whatIsSentAfterTheEndIsNotCarriedOut() throws Exception {
    try (RawClient client = RawClient.started(port())) {
      primaryLeaves();
      awaitParted(1);
      client.send(RawClient.query("insert into t values (1)"));
      List<String> words = client.untilItEnds();
      assertThat(words).hasSize(1);
      isToldToConnectAgain(words);
    }
    assertThat(one.sql("select count(*) from t")).isEqualTo("0");
  }

  @Test
  void queriesThatWereSentAtOnceAreAllAnswered() throws Exception {
    try (RawClient client = RawClient.started(port())) {
      client.send(
          RawClient.query("select 1"),
          RawClient.query("select pg_sleep(0.3)"),
          RawClient.query("insert into t values (1)"),
          RawClient.query("begin; insert into t values (2); commit"));
      client.until('Z');
      primaryLeaves();
      List<String> words = client.untilItEnds();
      assertThat(words).filteredOn("ZI"::equals).hasSize(3);
      isToldToConnectAgain(words);
    }
    assertThat(one.sql("select count(*) from t")).isEqualTo("2");
  }

  @Test
  void extendedQueryWithoutASyncIsWaitedFor() throws Exception {
    try (RawClient client = RawClient.started(port())) {
      client.send(
          message('P', "\0insert into t values (1)\0\0\0"),
          message('B', "\0\0\0\0\0\0\0\0"),
          message('E', "\0\0\0\0\0"),
          message('H', ""));
      client.until('C');
      primaryLeaves();
      nobodyParts();
      client.send(message('S', ""));
      List<String> words = client.untilItEnds();
      assertThat(words).hasSize(2).first().isEqualTo("ZI");
      isToldToConnectAgain(words);
    }
    assertThat(one.sql("select count(*) from t")).isEqualTo("1");
  }

  @Test
  void halfAMessageIsWaitedFor() throws Exception {
    try (RawClient client = RawClient.started(port())) {
      byte[] insert = RawClient.query("insert into t values (1)");
      client.send(RawClient.query("select 1"), Arrays.copyOf(insert, 3));
      client.until('Z');
      primaryLeaves();
      nobodyParts();
      client.send(Arrays.copyOfRange(insert, 3, insert.length));
      List<String> words = client.untilItEnds();
      assertThat(words).extracting(word -> word.charAt(0)).containsExactly('C', 'Z', 'E');
    }
    assertThat(one.sql("select count(*) from t")).isEqualTo("1");
  }

  @Test
  void copyGoesOnToItsEnd() throws Exception {
    try (Connection busy = connect(port())) {
      var copy = busy.unwrap(PGConnection.class).getCopyAPI().copyIn("copy t from stdin");
      byte[] row = "1\n".getBytes(StandardCharsets.US_ASCII);
      copy.writeToCopy(row, 0, row.length);
      copy.flushCopy();
      primaryLeaves();
      nobodyParts();
      copy.writeToCopy(row, 0, row.length);
      assertThat(copy.endCopy()).isEqualTo(2);
      awaitParted(1);
    }
    assertThat(one.sql("select count(*) from t")).isEqualTo("2");
  }

  @Test
  void whoDoesNotHangUpIsCutOff() throws Exception {
    RouterLimits limits = RouterLimits.DEFAULT;
    try (TestRouter hasty =
        new TestRouter(
            Duration.ofSeconds(30),
            new RouterLimits(
                limits.waitingSessions(),
                limits.waitingBytes(),
                limits.attemptsPerBackend(),
                limits.connectTimeout(),
                limits.greetingTimeout(),
                Duration.ofMillis(100)))) {
      hasty.source.announce(Optional.of(n1));
      try (RawClient client = RawClient.started(hasty.router.readWritePort())) {
        hasty.source.leaving(Optional.of(n1), List.of(), n1);
        isToldToConnectAgain(client.untilItEnds());
        Await.until("it is cut off", () -> cannotSend(client));
      }
    }
  }

  private static boolean cannotSend(RawClient client) {
    try {
      client.send(RawClient.query("select 1"));
      return false;
    } catch (java.io.IOException e) {
      return true;
    }
  }

  @Test
  void readersAreLedToTheStandbyThatStays() throws Exception {
    test.source.announce(Optional.of(n1), n2);
    int readOnly = test.router.readOnlyPort();
    try (Connection reader = connect(readOnly)) {
      assertThat(query(reader, "show cluster_name")).isEqualTo("n2");
      Backend n3 = backend("n3", one.port());
      test.source.leaving(Optional.of(n1), List.of(n2, n3), n1, n2);
      awaitParted(1);
      try (Connection next = connect(readOnly)) {
        assertThat(query(next, "show cluster_name")).isEqualTo("n1");
      }
    }
  }

  @Test
  void whatIsEncryptedIsLeftToItsBackend() throws Exception {
    try (var listener =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(20_000);
      Backend fake = backend("n1", listener.getLocalPort());
      test.source.announce(Optional.of(fake));
      try (RawClient client = new RawClient(port())) {
        client.send(new byte[] {0, 0, 0, 8, 4, (byte) 210, 22, 47});
        try (var server = listener.accept()) {
          assertThat(server.getInputStream().readNBytes(8)).hasSize(8);
          // Yes to encryption; what follows only looks as if the session had started.
          server.getOutputStream().write(new byte[] {'S', 0, 0, 0, 4});
          server.getOutputStream().write(message('Z', "I"));
          client.until('Z');
          test.source.leaving(Optional.of(fake), List.of(), fake);
          nobodyParts();
          server.getOutputStream().write(message('N', "still here"));
          client.until('N');
        }
      }
    }
  }
}
