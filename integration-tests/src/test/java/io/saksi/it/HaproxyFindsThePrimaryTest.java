package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What HAProxy is told by the agents' HTTP is where it sends clients, across a failover. */
@Story
class HaproxyFindsThePrimaryTest {
  private static final Duration FOUND_WITHIN = Duration.ofSeconds(60);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  @Test
  void clientsAreSentToTheSuccessorAndReadersToAStandby(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    try (Haproxy haproxy = Haproxy.before(cluster)) {
      assertThat(firstWrite(haproxy, "before")).isEqualTo(old.place().postgres());
      onlyOneSaysPrimary(cluster, old);
      assertThat(reader(haproxy)).isNotEqualTo(old.place().postgres());
      var killed = Writer.now();

      old.killPostmaster();

      ClusterStatus after = cluster.awaitSuccessor(before);
      TestNode successor = cluster.primary(after);
      Await.until(
          "HAProxy sends writes to " + successor.name(),
          FOUND_WITHIN,
          () -> write(haproxy, "after").equals(Optional.of(successor.place().postgres())));
      cluster.awaitAcknowledgement();
      Figures.withoutService("postmaster killed, HAProxy beside", cluster, killed);
      assertThat(rows(haproxy)).as("what was written before is there").contains("before");
      ClusterStatus whole = cluster.awaitWhole();
      onlyOneSaysPrimary(cluster, cluster.primary(whole));
      assertThat(reader(haproxy)).isNotEqualTo(cluster.primary(whole).place().postgres());
    }
  }

  /** Also of the archive that is shipped, which the nodes of this cluster run from. */
  private static void onlyOneSaysPrimary(TestCluster cluster, TestNode primary) throws Exception {
    for (TestNode node : cluster.nodes()) {
      boolean leads = node.name().equals(primary.name());
      assertThat(get(node, "/primary").statusCode()).as(node.name()).isEqualTo(leads ? 200 : 503);
      assertThat(get(node, "/replica").statusCode()).as(node.name()).isEqualTo(leads ? 503 : 200);
      assertThat(get(node, "/liveness").statusCode()).as(node.name()).isEqualTo(200);
      assertThat(get(node, "/cluster").body()).contains("\"role\":\"leader\"");
      String labels = "{cluster=\"" + TestCluster.NAME + "\",node=\"" + node.name() + "\"}";
      assertThat(get(node, "/metrics").body())
          .contains("saksi_primary" + labels + (leads ? " 1" : " 0"))
          .contains("process_cpu_seconds_total");
    }
  }

  private static HttpResponse<String> get(TestNode node, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://" + node.place().httpAddress() + path))
              .timeout(ANSWER_WITHIN)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** HAProxy has not checked anybody when it begins. */
  private static int firstWrite(Haproxy haproxy, String row) throws Exception {
    return Await.present("a write through HAProxy", FOUND_WITHIN, () -> write(haproxy, row));
  }

  /** The port of the PostgreSQL that took it; empty if nobody did. */
  private static Optional<Integer> write(Haproxy haproxy, String row) {
    try (Connection connection = DriverManager.getConnection(haproxy.primaryUrl());
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE IF NOT EXISTS through_haproxy (word text)");
      statement.execute("INSERT INTO through_haproxy VALUES ('" + row + "')");
      return Optional.of(port(statement.executeQuery("SELECT inet_server_port()")));
    } catch (SQLException e) {
      return Optional.empty(); // nobody is there to take it yet
    }
  }

  private static int port(java.sql.ResultSet row) throws SQLException {
    row.next();
    return row.getInt(1);
  }

  private static int reader(Haproxy haproxy) throws Exception {
    return Await.present(
        "a reader's connection",
        FOUND_WITHIN,
        () -> {
          try (Connection connection = DriverManager.getConnection(haproxy.readersUrl());
              var statement = connection.createStatement();
              var row =
                  statement.executeQuery("SELECT inet_server_port() WHERE pg_is_in_recovery()")) {
            return Optional.of(port(row));
          } catch (SQLException e) {
            return Optional.empty(); // not checked yet
          }
        });
  }

  private static String rows(Haproxy haproxy) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(haproxy.primaryUrl());
        var statement = connection.createStatement();
        var row =
            statement.executeQuery("SELECT string_agg(DISTINCT word, ' ') FROM through_haproxy")) {
      row.next();
      return row.getString(1);
    }
  }
}
