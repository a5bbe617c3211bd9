package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A cluster as an operator makes it: {@code init}, tokens, {@code join}; every connection with
 * certificates, and people with roles.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ClusterIsInstalledTest {
  private static final List<String> OPTIONS =
      List.of("--client-hba=host all all 127.0.0.0/8 trust");
  private static final String CLUSTER = "my shop";

  @Test
  void fromNothingToAProtectedCluster() throws Exception {
    Area.tell(getClass(), area -> new Told(area).all());
  }

  private static final class Told {
    private final Area area;
    private final InstalledNodes nodes;

    Told(Area area) {
      this.area = area;
      nodes = new InstalledNodes(area);
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
      nodes.awaitPrimaryWith(2);
      strangersStayOutside();
      rolesDoWhatTheyMay();
      anotherNodesNameIsNotToBeHad();
      theLossOfANodeIsSurvived();
    }

    private void strangersStayOutside() throws Exception {
      Run plain = nodes.run("status", "--agents", nodes.node("a").place().agentAddress());
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
      Run audit = nodes.run("audit", "--agents", nodes.socket("b"));
      assertThat(audit.said()).contains("operator/olga").contains("node b").contains("by a token");
      nodes.awaitPrimaryWith(2);
    }

    private void anotherNodesNameIsNotToBeHad() throws Exception {
      Run taken = ordered("a2", "a", "join", "--token-file", token().toString());
      assertThat(taken.code()).as(taken.said()).isEqualTo(4);
      assertThat(taken.said()).contains("there is a node a already");
    }

    private void theLossOfANodeIsSurvived() throws Exception {
      String primary = nodes.primary().orElseThrow();
      nodes.node(primary).kill();
      Await.until(
          "another leads",
          InstalledNodes.SOON,
          () -> nodes.primary().filter(name -> !name.equals(primary)).isPresent());
      nodes.node(primary).start();
      nodes.awaitPrimaryWith(2);
    }

    /** A node, and its process where that worked. */
    private Run install(String node, String how, String... more) throws Exception {
      Run run = ordered(node, node, how, more);
      if (run.code() == 0) {
        nodes.start(node, place(node), UnaryOperator.identity());
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
      return nodes.make(directory, name, place(directory), OPTIONS, how, more);
    }

    private Path token() throws Exception {
      return nodes.token("a");
    }

    private String certificate(String role, String name) throws Exception {
      String out = area.home(name).toString();
      Run run =
          nodes.run(
              "certificate",
              "issue",
              "--role",
              role,
              "--name",
              name,
              "--out",
              out,
              "--authority",
              nodes.etc("b").resolve("tls").toString());
      assertThat(run.code()).as(run.said()).isZero();
      return out;
    }

    private Run remote(String... words) throws Exception {
      List<String> line = new ArrayList<>(List.of(words));
      List<String> agents = new ArrayList<>();
      for (TestNode node : nodes.all()) {
        agents.add(node.place().agentAddress());
      }
      line.addAll(List.of("--agents", String.join(",", agents), "--timeout", "60s"));
      return nodes.run(line.toArray(String[]::new));
    }
  }
}
