package io.saksi.agent.router;

import static io.saksi.agent.router.FakeTopologySource.backend;
import static io.saksi.agent.router.TestRouter.async;
import static io.saksi.agent.router.TestRouter.connect;
import static io.saksi.agent.router.TestRouter.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.os.UnusedPorts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which backend a session gets, and its cancel requests with it. */
class ReadOnlyTest {
  private static TestPostgres one;
  private static TestPostgres two;

  private TestRouter test;

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
  }

  @AfterEach
  void stopRouter() {
    test.close();
  }

  private List<String> whereTheyWent(int port, int sessions) throws SQLException {
    List<Connection> open = new ArrayList<>();
    List<String> names = new ArrayList<>();
    try {
      for (int i = 0; i < sessions; i++) {
        open.add(connect(port));
        names.add(query(open.getLast(), "show cluster_name"));
      }
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
    return names;
  }

  @Test
  void readOnlySessionsSpreadEvenly() throws Exception {
    test.source.announce(Optional.empty(), backend("n1", one.port()), backend("n2", two.port()));
    List<String> names = whereTheyWent(test.router.readOnlyPort(), 10);
    assertThat(Collections.frequency(names, "n1")).isEqualTo(5);
    assertThat(Collections.frequency(names, "n2")).isEqualTo(5);
  }

  @Test
  void withoutReadableStandbysThePrimaryServesThem() throws Exception {
    test.source.announce(Optional.of(backend("n1", one.port())));
    assertThat(whereTheyWent(test.router.readOnlyPort(), 2)).containsOnly("n1");
  }

  @Test
  void aStandbyThatCannotBeReachedIsPassedOver() throws Exception {
    Backend dead = backend("n3", UnusedPorts.next("127.0.0.1"));
    test.source.announce(Optional.empty(), dead, backend("n2", two.port()));
    assertThat(whereTheyWent(test.router.readOnlyPort(), 4)).containsOnly("n2");
  }

  @Test
  void aCancelRequestFindsTheBackendOfItsSession() throws Exception {
    test.source.announce(Optional.empty(), backend("n1", one.port()), backend("n2", two.port()));
    try (Connection first = connect(test.router.readOnlyPort());
        Connection second = connect(test.router.readOnlyPort())) {
      assertCancelled(first);
      assertCancelled(second);
    }
  }

  @Test
  void aCancelRequestReachesThePrimary() throws Exception {
    test.source.announce(Optional.of(backend("n1", one.port())));
    try (Connection connection = connect(test.router.readWritePort())) {
      assertCancelled(connection);
    }
  }

  private static void assertCancelled(Connection connection) throws Exception {
    int pid = Integer.parseInt(query(connection, "select pg_backend_pid()"));
    TestPostgres home = query(connection, "show cluster_name").equals("n1") ? one : two;
    try (var statement = connection.createStatement()) {
      Future<Boolean> running = async(() -> statement.execute("select pg_sleep(60)"));
      Await.until(
          "it sleeps",
          () ->
              "PgSleep"
                  .equals(home.sql("select wait_event from pg_stat_activity where pid = " + pid)));
      statement.cancel();
      assertThatThrownBy(() -> running.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("canceling statement due to user request");
    }
  }
}
