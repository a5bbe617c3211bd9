package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.saksi.chaos.client.Callers;
import io.saksi.proto.v1.ClusterStatus;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A planned switchover under an application that has a pool: nothing that it was told is lost, no
 * connection is refused, and each connection of the pool fails once at most.
 */
@Story
class PoolsFollowASwitchoverTest {
  private static final int CONNECTIONS = 6;

  /** PostgreSQL's own word for it, and what remains where the error cannot be read any more. */
  private static final List<String> CONNECTION_IS_OVER = List.of("57P01", "08006", "08003");

  @Test
  void hikari(TestCluster cluster) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(cluster.throughRouter().url());
    config.setMaximumPoolSize(CONNECTIONS);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      PoolLoad load = switchOverUnder(cluster, "through_hikari", pool::getConnection);
      assertThat(load.failures())
          .hasSizeLessThanOrEqualTo(CONNECTIONS)
          .allSatisfy(f -> assertThat(f.sqlState()).isIn(CONNECTION_IS_OVER));
    }
  }

  @Test
  void pgbouncer(TestCluster cluster) throws Exception {
    try (Pgbouncer pgbouncer = Pgbouncer.before(cluster, CONNECTIONS)) {
      PoolLoad load =
          switchOverUnder(
              cluster,
              "through_pgbouncer",
              () -> DriverManager.getConnection(pgbouncer.url() + "&loginTimeout=30"));
      // Its clients come and go; each connection that ends cuts off one.
      assertThat(load.failures()).hasSizeLessThanOrEqualTo(CONNECTIONS);
    }
  }

  private static PoolLoad switchOverUnder(TestCluster cluster, String table, PoolLoad.Source source)
      throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    String target = before.getSyncSet().getMembers(0);
    String router = cluster.throughRouter().url();
    PoolLoad load = PoolLoad.start(CONNECTIONS, table, source);
    try (load;
        Callers callers = Callers.start(router)) {
      load.awaitProgress();
      Run run = new Operator(cluster).run("switchover", "--to", target, "--reason", "pools");
      assertThat(run.code()).as(run.said()).isZero();
      load.awaitProgress();
      System.out.printf(
          "measured: %s: %d acknowledged, %d transactions failed %s, %d of %d new connections by"
              + " the router failed %s%n",
          table,
          load.acknowledged(),
          load.failures().size(),
          load.failures(),
          callers.failed(),
          callers.made() + callers.failed(),
          callers.lastFailure());
      assertThat(callers.failed())
          .as("new connections that failed: " + callers.lastFailure())
          .isZero();
    }
    assertThat(load.refused()).as("connections that the pool did not give").isEmpty();
    try (Connection connection = DriverManager.getConnection(router)) {
      assertThat(load.lost(connection)).as("acknowledged rows that are lost").isEmpty();
    }
    return load;
  }
}
