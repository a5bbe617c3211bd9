package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WAL is archived through a failover whose primary had not, and through a switchover. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ArchiveHasNoHoleTest {
  private static final Duration ARCHIVED_WITHIN = Duration.ofSeconds(90);

  /** Some segments of 16 MB. */
  private static final int ROWS = 40_000;

  @Test
  void whateverTheFormerPrimaryHadNotArchivedIsThere() throws Exception {
    TestCluster.archiving().tell(getClass(), ArchiveHasNoHoleTest::tell);
  }

  private static void tell(TestCluster cluster) throws Exception {
    WalArchive archive = cluster.archive();
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    sql(cluster, "create table bulk (x text)");
    String early = written(cluster);
    awaitArchived(archive, early);

    archive.fails(old.name());
    String late = written(cluster);
    old.kill();
    assertThat(archive.missingUpTo(late)).as("what only its primary had").isNotEmpty();
    ClusterStatus after = cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    awaitArchived(archive, written(cluster));
    assertThat(archive.newestTimeline()).isEqualTo(after.getReign().getTimeline());

    archive.works(old.name());
    old.start();
    cluster.awaitWhole();
    Run switched = new Operator(cluster).run("switchover", "--to", old.name());
    assertThat(switched.code()).as(switched.said()).isZero();
    ClusterStatus back = cluster.awaitWhole();
    awaitArchived(archive, written(cluster));
    assertThat(archive.newestTimeline()).isEqualTo(back.getReign().getTimeline());
    assertThat(cluster.verify().lost()).as("acknowledged rows that are lost").isEmpty();
  }

  private static void awaitArchived(WalArchive archive, String segment) throws Exception {
    Await.until(
        "no hole up to " + segment, ARCHIVED_WITHIN, () -> archive.missingUpTo(segment).isEmpty());
  }

  /** Fills some segments; returns the last one that is full. */
  private static String written(TestCluster cluster) throws Exception {
    String full = sql(cluster, "select pg_walfile_name(pg_current_wal_lsn())");
    sql(cluster, "insert into bulk select repeat('x', 1000) from generate_series(1, " + ROWS + ")");
    return full;
  }

  private static String sql(TestCluster cluster, String text) throws SQLException {
    String url = Client.url(cluster.routerHost(), cluster.routerPort());
    try (Connection connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      boolean rows = statement.execute(text);
      if (!rows) {
        return "";
      }
      try (var result = statement.getResultSet()) {
        return result.next() ? result.getString(1) : "";
      }
    }
  }
}
