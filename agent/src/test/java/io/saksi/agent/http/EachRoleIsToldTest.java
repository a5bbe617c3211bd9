package io.saksi.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which paths say 200, for each thing that a node can be. */
class EachRoleIsToldTest {
  private static final List<String> CHECKS =
      List.of(
          "/",
          "/primary",
          "/master",
          "/leader",
          "/read-write",
          "/standby-leader",
          "/replica",
          "/read-only",
          "/sync",
          "/synchronous",
          "/read-only-sync",
          "/async",
          "/asynchronous",
          "/health",
          "/readiness",
          "/liveness",
          "/patroni");

  private static final Set<String> OF_PRIMARY =
      Set.of(
          "/",
          "/primary",
          "/master",
          "/leader",
          "/read-write",
          "/read-only",
          "/read-only-sync",
          "/health",
          "/readiness",
          "/liveness",
          "/patroni");

  /** Every path answers 200 or 503, the same to GET, HEAD and OPTIONS. */
  private static Set<String> passed(FakeNode node) throws Exception {
    Set<String> passed = new TreeSet<>();
    try (Served served = new Served(node)) {
      for (String path : CHECKS) {
        int status = served.status(path);
        assertThat(status).as(path).isIn(200, 503);
        assertThat(served.ask("HEAD", path).statusCode()).as("HEAD " + path).isEqualTo(status);
        assertThat(served.ask("OPTIONS", path).statusCode())
            .as("OPTIONS " + path)
            .isEqualTo(status);
        if (status == 200) {
          passed.add(path);
        }
      }
    }
    return passed;
  }

  @Test
  void anOpenPrimary() throws Exception {
    assertThat(passed(FakeNode.openPrimary())).isEqualTo(OF_PRIMARY);
  }

  @Test
  void aPrimaryBehindAClosedGate() throws Exception {
    FakeNode node = FakeNode.openPrimary();
    node.sees(node.own.orElseThrow().seen().postgres(), Gate.CLOSED);
    assertThat(passed(node)).containsExactlyInAnyOrder("/health", "/liveness", "/patroni");
  }

  @Test
  void aStandbyThatCommitsWaitFor() throws Exception {
    assertThat(passed(FakeNode.standby(Cluster.B, 0)))
        .containsExactlyInAnyOrder(
            "/replica",
            "/read-only",
            "/sync",
            "/synchronous",
            "/read-only-sync",
            "/health",
            "/readiness",
            "/liveness",
            "/patroni");
  }

  /** It runs and streams, and nobody is to be sent to it; also while it is not verified yet. */
  @Test
  void aStandbyThatAnOperatorWorksOn() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.C, 0);
    ClusterState worked =
        Cluster.after(
            Cluster.openA(),
            new Command.BeginMaintenance(Cluster.C, "work", Instant.EPOCH, Optional.empty()));
    ClusterState back = Cluster.after(worked, new Command.EndMaintenance(Cluster.C, Lsn.ZERO));
    for (ClusterState away : List.of(worked, back)) {
      node.state = Optional.of(away);
      assertThat(passed(node)).containsExactlyInAnyOrder("/health", "/liveness", "/patroni");
      try (Served served = new Served(node)) {
        String tags = "\"nofailover\":true,\"noloadbalance\":true,\"nosync\":true";
        assertThat(served.ask("GET", "/patroni").body()).contains(tags);
        assertThat(served.ask("GET", "/cluster").body()).containsOnlyOnce(tags);
        assertThat(served.ask("GET", "/metrics").body()).contains("saksi_maintenance{");
      }
    }
  }

  @Test
  void aStandbyThatNobodyWaitsForAndThatLags() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.C, 32L << 20);
    assertThat(passed(node))
        .containsExactlyInAnyOrder(
            "/replica",
            "/read-only",
            "/async",
            "/asynchronous",
            "/health",
            "/liveness",
            "/patroni");
    try (Served served = new Served(node)) {
      assertThat(served.status("/replica?lag=33554432")).isEqualTo(200);
      assertThat(served.status("/replica?lag=33554431")).isEqualTo(503);
      assertThat(served.status("/replica?lag=16MB")).isEqualTo(503);
      assertThat(served.status("/async?lag=1GB&replication_state=streaming")).isEqualTo(200);
      assertThat(served.status("/replica?replication_state=in+archive+recovery")).isEqualTo(503);
      assertThat(served.status("/readiness?lag=32MB")).isEqualTo(200);
      assertThat(served.status("/readiness?lag=16MB&mode=write")).isEqualTo(200);
      assertThat(served.status("/replica?tag_zone=rack3")).isEqualTo(200);
      assertThat(served.status("/replica?tag_zone=rack9")).isEqualTo(503);
      assertThat(served.status("/replica?tag_unheard_of=1")).isEqualTo(503);
      assertThat(served.status("/replica?unheard_of=1")).isEqualTo(200);
      assertThat(served.status("/replica?lag=much")).isEqualTo(400);
      assertThat(served.status("/readiness?mode=guess")).isEqualTo(400);
    }
  }

  /** How far the primary is nobody knows now: a small lag is not supposed. */
  @Test
  void lagIsNotGuessedWhereTheLeaderIsNotHeard() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.B, 0);
    node.picture = Optional.empty();
    try (Served served = new Served(node)) {
      assertThat(served.status("/replica")).isEqualTo(200);
      assertThat(served.status("/replica?lag=1TB")).isEqualTo(503);
      assertThat(served.status("/readiness")).isEqualTo(503);
      assertThat(served.status("/cluster")).isEqualTo(503);
    }
  }

  @Test
  void aStandbyThatHasNotHeardOfTheEpochForLongIsNotReadFrom() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.B, 0);
    Duration readTtl = node.state.orElseThrow().settings().readTtl();
    node.pass(readTtl);
    node.heartbeat.beat(node.now());
    var confirmed = node.own.orElseThrow().epochConfirmed();
    node.sees(node.own.orElseThrow().seen().postgres(), Gate.READ);
    var seen = node.own.orElseThrow();
    node.own =
        Optional.of(
            new io.saksi.agent.node.OwnNode(
                seen.seen(), seen.seenAt(), seen.promised(), seen.serves(), confirmed, false));
    assertThat(passed(node)).containsExactlyInAnyOrder("/health", "/liveness", "/patroni");
  }

  @Test
  void aStandbyThatIsHeldIsNotReadFrom() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.C, 0);
    node.state =
        Optional.of(
            Cluster.after(
                Cluster.openA(), new Command.SuspendNode(Cluster.E1, Cluster.C, "a test")));
    assertThat(passed(node)).containsExactlyInAnyOrder("/health", "/liveness", "/patroni");
  }

  @Test
  void aWitness() throws Exception {
    FakeNode node = FakeNode.witness();
    assertThat(passed(node)).containsExactlyInAnyOrder("/readiness", "/liveness", "/patroni");
    node.raftLeader = Optional.empty();
    assertThat(passed(node)).containsExactlyInAnyOrder("/liveness", "/patroni");
  }

  @Test
  void aNodeThatHasNotLookedYet() throws Exception {
    FakeNode node = FakeNode.witness();
    node.own = Optional.empty();
    node.state = Optional.empty();
    node.picture = Optional.empty();
    assertThat(passed(node)).containsExactly("/liveness");
    try (Served served = new Served(node)) {
      assertThat(served.status("/cluster")).isEqualTo(503);
      assertThat(served.status("/history")).isEqualTo(503);
      assertThat(served.status("/metrics")).isEqualTo(200);
    }
  }

  /** The loop hangs: what it would say next nobody knows. */
  @Test
  void aViewThatIsTooOldIsNotGivenForANewOne() throws Exception {
    for (FakeNode node : List.of(FakeNode.openPrimary(), FakeNode.standby(Cluster.B, 0))) {
      node.pass(node.state.orElseThrow().settings().leaseTtl());
      assertThat(passed(node)).containsExactly("/liveness");
      node.pass(Standing.LOOP_HANGS);
      assertThat(passed(node)).isEmpty();
    }
  }

  /** The loop is at work, and the look at PostgreSQL does not end. */
  @Test
  void aLookThatHangsIsTooOldInTheEnd() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.B, 0);
    node.pass(Standing.LOOK_STANDS);
    node.heartbeat.beat(node.now());
    assertThat(passed(node)).containsExactly("/liveness");
  }

  @Test
  void thePrimaryDescribesItselfInPatronisWords() throws Exception {
    try (Served served = new Served(FakeNode.openPrimary())) {
      var answer = served.get("/patroni");
      assertThat(answer.headers().firstValue("content-type")).contains("application/json");
      JsonObject node = JsonParser.parseString(answer.body()).getAsJsonObject();
      assertThat(node.get("role").getAsString()).isEqualTo("primary");
      assertThat(node.get("state").getAsString()).isEqualTo("running");
      assertThat(node.get("timeline").getAsInt()).isEqualTo(1);
      assertThat(node.get("xlog").getAsJsonObject().get("location").getAsLong())
          .isEqualTo(FakeNode.END);
      assertThat(node.get("patroni").toString())
          .isEqualTo("{\"version\":\"1.2.3\",\"scope\":\"shop\",\"name\":\"a\"}");
      JsonArray senders = node.get("replication").getAsJsonArray();
      assertThat(senders.get(0).toString())
          .isEqualTo(
              "{\"application_name\":\"b\",\"client_addr\":\"10.0.0.2\","
                  + "\"state\":\"streaming\",\"sync_state\":\"sync\"}");
      assertThat(senders.get(1).getAsJsonObject().get("sync_state").getAsString())
          .isEqualTo("async");
      assertThat(node.has("cluster_unlocked")).isFalse();
      assertThat(node.get("dcs_last_seen").getAsLong()).isEqualTo(1_700_000_000);
    }
  }

  /** Whoever reads the role and not the status must not be misled either. */
  @Test
  void aPrimaryThatIsNotOpenDoesNotCallItselfOne() throws Exception {
    FakeNode node = FakeNode.openPrimary();
    node.armed = Optional.empty();
    try (Served served = new Served(node)) {
      JsonObject self = JsonParser.parseString(served.get("/patroni").body()).getAsJsonObject();
      assertThat(self.get("role").getAsString()).isEqualTo("demoted");
    }
  }

  @Test
  void theClusterIsDescribedInPatronisWords() throws Exception {
    try (Served served = new Served(FakeNode.openPrimary())) {
      var answer = served.get("/cluster");
      assertThat(answer.statusCode()).isEqualTo(200);
      JsonObject cluster = JsonParser.parseString(answer.body()).getAsJsonObject();
      assertThat(cluster.get("scope").getAsString()).isEqualTo("shop");
      JsonArray members = cluster.get("members").getAsJsonArray();
      assertThat(members).hasSize(4);
      JsonObject leader = members.get(0).getAsJsonObject();
      assertThat(leader.get("role").getAsString()).isEqualTo("leader");
      assertThat(leader.get("host").getAsString()).isEqualTo("10.0.0.1");
      assertThat(leader.get("port").getAsInt()).isEqualTo(5432);
      assertThat(leader.get("api_url").getAsString()).isEqualTo("http://10.0.0.1:8008/patroni");
      assertThat(members.get(3).getAsJsonObject().get("role").getAsString()).isEqualTo("witness");
    }
  }

  @Test
  void theHistoryIsThatOfTheTimelines() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.B, 0);
    try (Served served = new Served(node)) {
      assertThat(served.get("/history").body()).isEqualTo("[]");
      node.state = Optional.of(Cluster.openB());
      assertThat(served.get("/history").body()).isEqualTo("[[1,90,\"promotion in epoch 2\"]]");
    }
  }

  @Test
  void aStandbyInAnElectionIsStillReadFrom() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.C, 0);
    node.state = Optional.of(Cluster.openB());
    node.sees(
        new Postgres.Standby(
            1,
            new io.saksi.core.model.Lsn(1),
            new io.saksi.core.model.Lsn(1),
            Optional.empty(),
            false),
        Gate.READ,
        Epoch.NONE,
        false);
    try (Served served = new Served(node)) {
      assertThat(served.status("/replica")).isEqualTo(200);
      assertThat(served.status("/replica?replication_state=streaming")).isEqualTo(503);
      assertThat(served.status("/readiness")).isEqualTo(503);
    }
  }
}
