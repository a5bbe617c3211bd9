package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that was there before Saksi comes under it, with all that is in it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ExistingDatabaseIsAdoptedTest {
  private static final int ROWS = 1_000;

  @Test
  void itLeadsWithWhatItHadAndIsFollowed() throws Exception {
    Area.tell(getClass(), area -> new Told(area).all());
  }

  private static final class Told {
    private final Area area;
    private final FormerDatabase former;
    private final Place here = Place.free(71);
    private final Place there = Place.free(72);
    private final InstalledNodes nodes;

    Told(Area area) throws Exception {
      this.area = area;
      nodes = new InstalledNodes(area);
      former = new FormerDatabase(area, here);
    }

    void all() throws Exception {
      former.make();
      former.start();
      former.promote();
      fill();
      assertThat(make("a", here, "init", "--cluster", "shop").said()).contains("saksi adopt");
      nothingIsStoppedUnasked();
      whatIsNotWholeIsNotTaken();
      Run adopted = adopt("--yes");
      assertThat(adopted.code()).as(adopted.said()).isZero();
      assertThat(adopted.said()).contains("not taken over: line 3").contains("disabled");
      assertThat(Files.readString(former.startFile())).contains("disabled");
      assertThat(adopt("--yes").said()).contains("this node's already");
      itLeadsWithItsData();
      anotherNodeFollowsAndTakesOver();
      itIsGivenBack();
    }

    private void nothingIsStoppedUnasked() throws Exception {
      Run unasked = adopt();
      assertThat(unasked.code()).as(unasked.said()).isEqualTo(4);
      assertThat(unasked.said()).contains("PostgreSQL runs in " + former.data());
      Run unconfirmed = adopt("--stop");
      assertThat(unconfirmed.code()).as(unconfirmed.said()).isEqualTo(5);
      assertThat(rows("owner", here)).isEqualTo(ROWS);
    }

    private void whatIsNotWholeIsNotTaken() throws Exception {
      former.stop();
      Path signal = Shipped.handOver(Files.createFile(former.data().resolve("standby.signal")));
      Run standby = adopt("--yes");
      assertThat(standby.code()).as(standby.said()).isEqualTo(4);
      assertThat(standby.said()).contains("it is a standby");
      Files.delete(signal);
      former.start();
      Run elsewhere = adopt("--stop", "--yes", "--config-file", "/nowhere/postgresql.conf");
      assertThat(elsewhere.code()).as(elsewhere.said()).isEqualTo(2);
      assertThat(rows("owner", here)).as("it runs on").isEqualTo(ROWS);
      former.stop();
    }

    private void itLeadsWithItsData() throws Exception {
      start("a", here, former.data());
      Await.until(
          "the former database leads", InstalledNodes.SOON, () -> nodes.primary().isPresent());
      assertThat(rows("app", here)).isEqualTo(ROWS);
      assertThat(word("app", here, "show work_mem")).isEqualTo("7MB");
      assertThat(word("app", here, "show log_line_prefix")).isEqualTo("it's [%p] ");
      assertThat(timeline(here)).isEqualTo(2);
      assertThat(former.data().resolve("saksi.adopted")).doesNotExist();
    }

    private void anotherNodeFollowsAndTakesOver() throws Exception {
      Path file = nodes.token("a");
      assertThat(make("b", there, "join", "--token-file", file.toString()).code()).isZero();
      start("b", there, area.home("b").resolve("data"));
      nodes.awaitPrimaryWith(1);
      Run switched =
          nodes.run("switchover", "--to", "b", "--agents", nodes.socket("a"), "--timeout", "90s");
      assertThat(switched.code()).as(switched.said()).isZero();
      assertThat(rows("app", there)).isEqualTo(ROWS);
      assertThat(timeline(there)).isEqualTo(3);
      nodes.awaitPrimaryWith(1);
    }

    private void itIsGivenBack() throws Exception {
      Run back =
          nodes.run("switchover", "--to", "a", "--agents", nodes.socket("b"), "--timeout", "90s");
      assertThat(back.code()).as(back.said()).isZero();
      nodes.awaitPrimaryWith(1);
      assertThat(leave("a").said()).contains("an agent runs");
      nodes.node("b").stop();
      nodes.node("a").stop();
      Run fromStandby = leave("b");
      assertThat(fromStandby.code()).as(fromStandby.said()).isEqualTo(4);
      nodes.node("b").start();
      Await.until(
          "b is seen",
          InstalledNodes.SOON,
          () -> leave("a", "--dry-run").said().contains("still there: [b]"));
      nodes.node("b").stop();
      Run left = leave("a");
      assertThat(left.code()).as(left.said()).isZero();
      assertThat(left.said()).contains("CANNOT BE KNOWN HERE").contains("[b]");
      assertThat(former.data().resolveSibling("main.before-saksi")).doesNotExist();
      former.start();
      assertThat(rows("owner", here)).isEqualTo(ROWS);
      assertThat(word("owner", here, "show hba_file")).isEqualTo(former.rulesFile().toString());
      assertThat(word("owner", here, "select count(*) from pg_roles where rolname ~ '^saksi'"))
          .isEqualTo("0");
      assertThat(word("owner", here, "select count(*) from pg_replication_slots")).isEqualTo("0");
      assertThat(Files.readString(former.startFile())).isEqualTo("auto\n");
      assertThat(leave("a").said()).contains("given back already");
      former.stop();
    }

    private Run leave(String node, String... more) throws Exception {
      List<String> line = new ArrayList<>(List.of("leave", "--yes"));
      line.addAll(List.of(more));
      line.add("@" + nodes.etc(node).resolve("agent.conf"));
      return nodes.run(line.toArray(String[]::new));
    }

    private void fill() throws Exception {
      try (Connection owner = DriverManager.getConnection(former.url("owner"));
          Statement sql = owner.createStatement()) {
        sql.execute("create role app login");
        sql.execute("create database app owner app");
      }
      String app = former.url("owner").replace("/postgres?", "/app?");
      try (Connection owner = DriverManager.getConnection(app);
          Statement sql = owner.createStatement()) {
        sql.execute("create table kept as select generate_series(1, " + ROWS + ") as n");
        sql.execute("grant select on kept to app");
      }
    }

    private static int rows(String user, Place place) throws Exception {
      return Integer.parseInt(word(user, place, "select count(*) from kept"));
    }

    private static int timeline(Place place) throws Exception {
      String sql =
          "select ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int";
      return Integer.parseInt(word("app", place, sql));
    }

    private static String word(String user, Place place, String sql) throws Exception {
      String url = "jdbc:postgresql://" + place.postgresAddress() + "/app?user=" + user;
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery(sql)) {
        result.next();
        return result.getString(1);
      }
    }

    private Run make(String node, Place place, String how, String... more) throws Exception {
      String option =
          node.equals("a")
              ? "--data-dir=" + former.data()
              : "--client-hba=host app app 127.0.0.0/8 trust";
      Run made = nodes.make(node, node, place, List.of(option), how, more);
      assertThat(made.code()).as(made.said()).isZero();
      return made;
    }

    private void start(String node, Place place, Path data) throws Exception {
      nodes.start(node, place, line -> line.with("--data-dir", data));
    }

    private Run adopt(String... more) throws Exception {
      List<String> line =
          new ArrayList<>(List.of("adopt", "--config-dir", nodes.etc("a").toString()));
      line.addAll(List.of(more));
      return nodes.run(line.toArray(String[]::new));
    }
  }
}
