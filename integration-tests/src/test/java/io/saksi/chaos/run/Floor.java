package io.saksi.chaos.run;

import io.saksi.chaos.cluster.ContainerCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL alone, in a container of the same image: a caught-up standby is promoted, until it
 * takes the first row. No failover can be faster.
 */
final class Floor {
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** As the image's user: PostgreSQL refuses root. */
  private static final String SETUP =
      """
      cat >/tmp/floor.sh <<'END'
      set -e
      export PATH=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1):$PATH
      cd /tmp
      case $1 in
        begin)
          rm -rf floor; mkdir floor; initdb -D floor/p -A trust -U app --no-sync >/dev/null
          echo "host all all all trust
      host replication all all trust" >>floor/p/pg_hba.conf
          echo "listen_addresses='*'
      unix_socket_directories='/tmp'
      wal_retrieve_retry_interval=100ms" >>floor/p/postgresql.conf
          pg_ctl -D floor/p -o '-p 6001' -l floor/p.log -w start >/dev/null
          createdb -h /tmp -p 6001 -U app app
          psql -h /tmp -p 6001 -U app -qc 'create table floor (n int)' app ;;
        standby)
          [ ! -e floor/s ] || pg_ctl -D floor/s -m immediate -w stop >/dev/null || true
          rm -rf floor/s
          pg_basebackup -h /tmp -p 6001 -U app -D floor/s -R -c fast --no-sync
          pg_ctl -D floor/s -o '-p 6002' -l floor/s.log -w start >/dev/null
          psql -h /tmp -p 6001 -U app -qc 'insert into floor values (0)' app
          until [ "$(psql -h /tmp -p 6002 -U app -Atc 'select count(*) from floor' app)" -gt 0 ]; do sleep 0.05; done ;;
        stop)
          pid=$(head -n 1 floor/p/postmaster.pid) began=$(date +%s%N)
          kill -INT "$pid"
          while [ -e floor/p/postmaster.pid ]; do sleep 0.002; done
          echo $((($(date +%s%N) - began) / 1000000)) ;;
        again)
          pg_ctl -D floor/p -o '-p 6001' -l floor/p.log -w start >/dev/null ;;
        end)
          pg_ctl -D floor/s -m immediate stop >/dev/null; pg_ctl -D floor/p -m immediate stop >/dev/null
          rm -rf floor ;;
      esac
      END
      chmod 755 /tmp/floor.sh
      """;

  private final ContainerCluster cluster;

  Floor(ContainerCluster cluster) {
    this.cluster = cluster;
  }

  Figures measure(int samples) throws Exception {
    cluster.inKeeper(SETUP);
    script("begin");
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      script("standby");
      millis.add(promote());
    }
    script("end");
    return Figures.of(millis);
  }

  /** A planned change of roles: the shutdown, and the promotion after it. */
  Figures measureSwitch(int samples) throws Exception {
    cluster.inKeeper(SETUP);
    script("begin");
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      script("standby");
      long shutdown = Long.parseLong(script("stop").strip());
      millis.add(shutdown + promote());
      script("again");
    }
    script("end");
    return Figures.of(millis);
  }

  private String script(String part) throws Exception {
    return cluster.inKeeper(
        "setpriv --reuid saksi --regid saksi --clear-groups bash /tmp/floor.sh " + part);
  }

  private long promote() throws SQLException {
    String url = "jdbc:postgresql://" + cluster.keeperAddress() + ":6002/app?user=app";
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      long began = System.nanoTime();
      statement.execute("select pg_promote(false)");
      while (System.nanoTime() - began < BOUND.toNanos()) {
        try {
          statement.execute("insert into floor values (1)");
          return Duration.ofNanos(System.nanoTime() - began).toMillis();
        } catch (SQLException e) {
          Thread.onSpinWait(); // still in recovery
        }
      }
    }
    throw new SQLException("not promoted within " + BOUND.toSeconds() + " s");
  }
}
