package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

@Story
class JoinGoesWrongTest {
  private static final Duration PROMPT = Duration.ofSeconds(30);

  @Test
  void seedThatDoesNotAnswer(TestCluster cluster) throws Exception {
    Place nobody = Place.free(35);
    long began = System.nanoTime();
    Refused.withMessage(
        cluster.area(),
        stranger(cluster, "s1").joining(nobody.agentAddress()).with("--seed-timeout", 2),
        "no seed answered for cluster 'stories' within 2 s",
        nobody.agentAddress() + " does not answer",
        "correct --seed");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMPT);
  }

  @Test
  void noSeedAtAll(TestCluster cluster) throws Exception {
    Refused.withMessage(
        cluster.area(), stranger(cluster, "s2"), "give --seed HOST:PORT", "--bootstrap");
  }

  @Test
  void seedOfAnotherCluster(TestCluster cluster) throws Exception {
    Refused.withMessage(
        cluster.area(),
        stranger(cluster, "s3").with("--cluster", "other").joining(seed(cluster)),
        seed(cluster),
        "another name",
        "correct --cluster or --seed");
  }

  @Test
  void anotherSecret(TestCluster cluster) throws Exception {
    Refused.withMessage(
        cluster.area(),
        stranger(cluster, "s4")
            .with("--secret-file", cluster.area().newSecret("other-secret"))
            .joining(seed(cluster)),
        "another secret",
        "the same --secret-file");
  }

  @Test
  void secondAgentWithTheSameHome(TestCluster cluster) throws Exception {
    AgentLine twin =
        stranger(cluster, "a").with("--run-dir", cluster.area().run("twin")).joining(seed(cluster));
    Refused.withMessage(
        cluster.area(), twin, "another agent runs with this --home", "a home of its own");
    cluster.awaitWhole();
  }

  private static AgentLine stranger(TestCluster cluster, String node) throws Exception {
    return AgentLine.of(cluster.area(), TestCluster.NAME, node, Place.free(34));
  }

  private static String seed(TestCluster cluster) {
    return cluster.agentAddresses().getFirst();
  }
}
