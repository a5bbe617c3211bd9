package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.saksi.proto.v1.ClusterStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PostgreSQL's configuration, changed for all nodes while they serve, and back again. */
class ConfigurationIsChangedTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @Test
  void onEveryNodeAtOnceOrOnNone() throws Exception {
    TestCluster.ofThree().tell(getClass(), cluster -> new Told(cluster).all());
  }

  private record Told(TestCluster cluster, Operator operator) {
    Told(TestCluster cluster) {
      this(cluster, new Operator(cluster));
    }

    void all() throws Exception {
      cluster.awaitWhole();
      valuesAreInForceEverywhere();
      whatPostgresqlDoesNotTakeIsRefused();
      rulesKeepClientsOut();
      whatTakesARestartIsTold();
      aNewLeaderHasItToo();
      itIsTakenBack();
    }

    private void valuesAreInForceEverywhere() throws Exception {
      done("config", "set", "work_mem=7MB", "app.motto=it's here", "--reason", "a test");
      for (TestNode node : cluster.nodes()) {
        Await.until(node.name(), SOON, () -> show(node, "work_mem").equals("7MB"));
        assertThat(show(node, "app.motto")).isEqualTo("it's here");
      }
      Run shown = operator.run("config", "show");
      assertThat(shown.said()).contains("work_mem = '7MB'").contains("a test");
    }

    private void whatPostgresqlDoesNotTakeIsRefused() throws Exception {
      Run unknown = operator.run("config", "set", "work_men=8MB");
      assertThat(unknown.code()).as(unknown.said()).isEqualTo(2);
      assertThat(unknown.said()).contains("work_men").contains("does not take it");
      Run owned = operator.run("config", "set", "fsync=off");
      assertThat(owned.code()).as(owned.said()).isEqualTo(2);
      Run dry = operator.run("config", "set", "work_mem=8MB", "--dry-run");
      assertThat(dry.code()).as(dry.said()).isZero();
      assertThat(version()).isEqualTo(1);
    }

    private void rulesKeepClientsOut() throws Exception {
      Path rules = cluster.area().file("rules", "host postgres all 127.0.0.0/8 reject\n");
      done("config", "rules", rules.toString());
      for (TestNode node : cluster.nodes()) {
        Await.until(node.name() + " rejects", SOON, () -> !isLetIn(node, "postgres"));
        assertThat(isLetIn(node, "app")).isTrue();
      }
    }

    private void whatTakesARestartIsTold() throws Exception {
      done("config", "set", "max_locks_per_transaction=128");
      Await.until(
          "every node waits for a restart", SOON, () -> pending() == cluster.nodes().size());
      String primary = cluster.awaitWhole().getReign().getPrimary();
      Run dry = operator.run("restart", "--rolling", "--dry-run");
      assertThat(dry.said()).contains(", " + primary);
      done("restart", "--rolling", "--reason", "more locks");
      ClusterStatus after = cluster.awaitWhole();
      assertThat(after.getReign().getPrimary()).as("it was moved off").isNotEqualTo(primary);
      for (TestNode node : cluster.nodes()) {
        assertThat(show(node, "max_locks_per_transaction")).as(node.name()).isEqualTo("128");
      }
      Await.until("nothing waits", SOON, () -> pending() == 0);
      assertThat(cluster.verify().lost()).isEmpty();
    }

    private long pending() throws Exception {
      return nodes().asList().stream()
          .map(JsonElement::getAsJsonObject)
          .filter(node -> node.getAsJsonArray("problems").toString().contains("RESTART_PENDING"))
          .count();
    }

    /** Who is started anew starts with it; a standby with no less than its primary has. */
    private void aNewLeaderHasItToo() throws Exception {
      ClusterStatus before = cluster.awaitWhole();
      TestNode old = cluster.primary(before);
      old.kill();
      cluster.awaitSuccessor(before);
      old.start();
      cluster.awaitWhole();
      assertThat(show(old, "max_locks_per_transaction")).isEqualTo("128");
      assertThat(show(old, "work_mem")).isEqualTo("7MB");
    }

    private void itIsTakenBack() throws Exception {
      Run history = operator.run("config", "history");
      assertThat(history.said()).contains("a test");
      Run diff = operator.run("config", "diff", "1", "3");
      assertThat(diff.said()).contains("+ max_locks_per_transaction = '128'");
      done("config", "rollback", "0");
      for (TestNode node : cluster.nodes()) {
        Await.until(node.name(), SOON, () -> show(node, "work_mem").equals("4MB"));
        Await.until(node.name() + " lets in", SOON, () -> isLetIn(node, "postgres"));
      }
      assertThat(version()).isEqualTo(4);
      cluster.awaitWhole();
    }

    private void done(String... words) throws Exception {
      Run run = operator.run(words);
      assertThat(run.code()).as(run.said()).isZero();
    }

    private JsonObject shown() throws Exception {
      Run run = operator.run("config", "show", "--json");
      assertThat(run.code()).as(run.said()).isZero();
      return JsonParser.parseString(run.said()).getAsJsonObject();
    }

    private long version() throws Exception {
      return shown().get("version").getAsLong();
    }

    private com.google.gson.JsonArray nodes() throws Exception {
      return shown().getAsJsonArray("nodes");
    }

    private static String url(TestNode node, String database) {
      return "jdbc:postgresql://"
          + node.place().postgresAddress()
          + "/"
          + database
          + "?user=app&connectTimeout=5&socketTimeout=10";
    }

    private static String show(TestNode node, String name) throws SQLException {
      try (Connection connection = DriverManager.getConnection(url(node, "app"));
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("show " + name)) {
        result.next();
        return result.getString(1);
      }
    }

    private static boolean isLetIn(TestNode node, String database) {
      try (Connection connection = DriverManager.getConnection(url(node, database))) {
        return connection.isValid(5);
      } catch (SQLException e) {
        return List.of("28000", "28P01").contains(e.getSQLState()) ? false : true;
      }
    }
  }
}
