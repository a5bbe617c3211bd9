package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A cluster as an operator makes it: {@code init}, tokens, {@code join}; every connection with
 * certificates, and people with roles.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ClusterIsInstalledTest {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String CLUSTER = "my shop";

  @Test
  void fromNothingToAProtectedCluster() throws Exception {
    try (Area area = new Area()) {
      Told told = new Told(area);
      try {
        told.all();
      } catch (Exception | AssertionError e) {
        area.keepLogs(getClass().getSimpleName());
        throw e;
      }
    }
  }

  private static final class Told {
    private final Area area;
    private final Map<String, TestNode> nodes = new LinkedHashMap<>();

    Told(Area area) {
      this.area = area;
    }

    void all() throws Exception {
      assertThat(install("a", "init", "--cluster", CLUSTER).code()).isZero();
      assertThat(install("a", "init", "--cluster", CLUSTER).code())
          .as("a second time")
          .isEqualTo(4);
      Path token = token();
      assertThat(install("b", "join", "--token-file", token.toString()).code()).isZero();
      Run again = install("c", "join", "--token-file", token.toString());
      assertThat(again.code()).isEqualTo(4);
      assertThat(again.said()).contains("used already").contains("saksi token create");
      // What was refused left nothing behind.
      assertThat(install("c", "join", "--token", Files.readString(token()).strip()).code())
          .isZero();
      awaitPrimaryWith(2);
      strangersStayOutside();
      rolesDoWhatTheyMay();
      anotherNodesNameIsNotToBeHad();
      theLossOfANodeIsSurvived();
    }

    private void strangersStayOutside() throws Exception {
      Run plain = run("status", "--agents", nodes.get("a").place().agentAddress());
      assertThat(plain.code()).as(plain.said()).isEqualTo(3);
    }

    private void rolesDoWhatTheyMay() throws Exception {
      String eve = certificate("viewer", "eve");
      String olga = certificate("operator", "olga");
      assertThat(remote("status", "--tls-dir", eve).code()).isZero();
      Run viewer = remote("switchover", "--tls-dir", eve);
      assertThat(viewer.code()).as(viewer.said()).isEqualTo(4);
      assertThat(viewer.said()).contains("viewer/eve").contains("operator");
      Run operator = remote("switchover", "--tls-dir", olga, "--reason", "a test");
      assertThat(operator.code()).as(operator.said()).isZero();
      Run forced = remote("failover", "a", "--accept-data-loss", "any", "--tls-dir", olga);
      assertThat(forced.code()).as(forced.said()).isEqualTo(4);
      Run audit = run("audit", "--agents", socket("b"));
      assertThat(audit.said()).contains("operator/olga").contains("node b").contains("by a token");
      awaitPrimaryWith(2);
    }

    private void anotherNodesNameIsNotToBeHad() throws Exception {
      Run taken = ordered("a2", "a", "join", "--token-file", token().toString());
      assertThat(taken.code()).as(taken.said()).isEqualTo(4);
      assertThat(taken.said()).contains("there is a node a already");
    }

    private void theLossOfANodeIsSurvived() throws Exception {
      String primary = primary().orElseThrow();
      nodes.get(primary).kill();
      Await.until(
          "another leads", SOON, () -> primary().filter(name -> !name.equals(primary)).isPresent());
      nodes.get(primary).start();
      awaitPrimaryWith(2);
    }

    /** A node, and its process where that worked. */
    private Run install(String node, String how, String... more) throws Exception {
      Run run = ordered(node, node, how, more);
      if (run.code() == 0) {
        TestNode made =
            new TestNode(
                area,
                node,
                place(node),
                AgentLine.ofFile(area, node, etc(node).resolve("agent.conf")));
        nodes.put(node, made);
        made.start();
      }
      return run;
    }

    private final Map<String, Place> places = new LinkedHashMap<>();

    private Place place(String directory) throws Exception {
      if (!places.containsKey(directory)) {
        places.put(directory, Place.free(61 + places.size()));
      }
      return places.get(directory);
    }

    private Run ordered(String directory, String name, String how, String... more)
        throws Exception {
      Place place = place(directory);
      List<String> line = new ArrayList<>(List.of(how, "--node", name));
      line.addAll(List.of(more));
      line.addAll(List.of("--address", place.host()));
      line.addAll(List.of("--agent-port", "" + place.agent(), "--raft-port", "" + place.raft()));
      line.addAll(List.of("--postgres-port", "" + place.postgres()));
      line.addAll(List.of("--config-dir", etc(directory).toString()));
      line.addAll(List.of("--home", area.home(directory).toString()));
      line.addAll(List.of("--run-dir", area.run(directory).toString()));
      line.add("--");
      line.add("--client-hba=host all all 127.0.0.0/8 trust");
      Optional.ofNullable(System.getProperty("saksi.postgres.bin"))
          .ifPresent(programs -> line.add("--postgres-bin=" + programs));
      return run(line.toArray(String[]::new));
    }

    private Path etc(String directory) {
      return area.home("etc-" + directory);
    }

    private String socket(String node) {
      return area.run(node).resolve("agent.sock").toString();
    }

    /** Of the first node, once its agent has founded the cluster. */
    private Path token() throws Exception {
      Run[] last = {null};
      Await.until(
          "a token",
          SOON,
          () -> {
            last[0] = run("token", "create", "--config-dir", etc("a").toString());
            return last[0].code() == 0 && primary().isPresent();
          });
      return area.file("token", last[0].said());
    }

    private String certificate(String role, String name) throws Exception {
      String out = area.home(name).toString();
      Run run =
          run(
              "certificate",
              "issue",
              "--role",
              role,
              "--name",
              name,
              "--out",
              out,
              "--authority",
              etc("b").resolve("tls").toString());
      assertThat(run.code()).as(run.said()).isZero();
      return out;
    }

    private Run remote(String... words) throws Exception {
      List<String> line = new ArrayList<>(List.of(words));
      List<String> agents = new ArrayList<>();
      for (TestNode node : nodes.values()) {
        agents.add(node.place().agentAddress());
      }
      line.addAll(List.of("--agents", String.join(",", agents), "--timeout", "60s"));
      return run(line.toArray(String[]::new));
    }

    private Run run(String... words) throws Exception {
      Run run = Run.of(area, List.of(words));
      System.out.println("$ saksi " + String.join(" ", words) + "\n" + run.said() + run.code());
      return run;
    }

    private void awaitPrimaryWith(int standbys) throws Exception {
      Await.until(
          "a primary and " + standbys + " standbys",
          SOON,
          () ->
              status()
                  .map(s ->
                      s.getAsJsonArray("members").asList().stream()
                              .map(JsonElement::getAsJsonObject)
                              .filter(m -> m.get("state").getAsString().equals("streaming"))
                              .count()
                          == standbys)
                  .orElse(false));
    }

    private Optional<String> primary() throws Exception {
      return status()
          .map(s -> s.get("primary"))
          .filter(JsonElement::isJsonPrimitive)
          .map(JsonElement::getAsString);
    }

    /** By the sockets, as root asks on a host; empty while there is no open primary. */
    private Optional<JsonObject> status() throws Exception {
      List<String> sockets =
          nodes.values().stream().filter(TestNode::isRunning).map(n -> socket(n.name())).toList();
      Run run = Run.of(area, List.of("status", "--json", "--agents", String.join(",", sockets)));
      return run.code() == 0
          ? Optional.of(JsonParser.parseString(run.said()).getAsJsonObject())
          : Optional.empty();
    }
  }
}
