package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two of three burn; the third one's state and data begin a new generation of the cluster. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class MajorityIsLostForGoodTest {
  private static final int REFUSED = 4;
  private static final int NOT_CONFIRMED = 5;
  private static final int CONFIGURATION = 78;
  private static final long GENERATION = 1_000_000;

  @Test
  void theQuorumIsRebuiltFromTheOneThatIsLeftAndTheLostComeBackByOrderOnly() throws Exception {
    TestCluster.ofThree().tell(getClass(), MajorityIsLostForGoodTest::tell);
  }

  private static void tell(TestCluster cluster) throws Exception {
    Operator operator = new Operator(cluster);
    assertThat(operator.run("settings", "sync-count=2").code()).isZero();
    ClusterStatus before =
        cluster
            .statuses()
            .await(
                "commits wait for both",
                TestCluster.OPEN_WITHIN,
                status -> Statuses.isWhole(status, 3) && status.getSyncSet().getK() == 2);
    TestNode old = cluster.primary(before);
    TestNode burned = cluster.node(before.getSyncSet().getMembers(0));
    TestNode left = cluster.node(before.getSyncSet().getMembers(1));
    cluster.awaitAcknowledgement();
    String[] lost = {"recover", "--lost", old.name(), "--lost", burned.name()};
    assertThat(left.disaster(lost).said()).contains("an agent runs with this --home");

    old.kill();
    burned.kill();
    assertThat(left.stop()).isZero();
    isRefusedWhereItIsUnsafe(left, old, burned, lost);
    Shipped.deleteTree(burned.home());

    assertThat(left.disaster(with(lost, "--dry-run")).said())
        .contains("epoch " + GENERATION, "cannot be known", old.name() + " ");
    assertThat(left.disaster(lost).code()).as("nothing typed").isEqualTo(NOT_CONFIRMED);
    Run run =
        left.disaster(
            with(lost, "--accept-unknown-loss", "--longest-lease", "3s", "--reason", "fire"));
    assertThat(run.code()).as(run.said()).isZero();
    assertThat(left.hasPostgresProcesses()).as("held until the election").isFalse();
    left.start();

    ClusterStatus after =
        cluster
            .statuses()
            .await(
                "the one that is left serves",
                TestCluster.OPEN_WITHIN,
                status -> Statuses.isOpen(status, GENERATION));
    assertThat(after.getReign().getPrimary()).isEqualTo(left.name());
    assertThat(after.getExposed()).isTrue();
    cluster.awaitAcknowledgement();
    assertThat(cluster.verify().lost()).as("what both standbys had").isEmpty();
    assertThat(Incidents.newest(cluster).text("kind")).isEqualTo("disaster");
    assertThat(operator.run("audit", "--last", "1").said())
        .contains("disaster recovery on " + left.name(), "fire");

    comesBackByOrderOnly(cluster, operator, old);
    assertThat(cluster.verify().lost()).isEmpty();
  }

  private static void isRefusedWhereItIsUnsafe(
      TestNode left, TestNode old, TestNode burned, String... lost) throws Exception {
    Run one = left.disaster("recover", "--lost", old.name());
    assertThat(one.code()).isEqualTo(REFUSED);
    assertThat(one.said()).contains("MAJORITY_THERE", "NOT_HEARD", "--lost " + burned.name());
    burned.start();
    Await.until(
        "its agent answers",
        Duration.ofSeconds(40),
        () -> left.disaster(with(lost, "--dry-run")).said().contains("LOST_ANSWERS"));
    Run answered = left.disaster(with(lost, "--accept-unknown-loss"));
    assertThat(answered.code()).as(answered.said()).isEqualTo(REFUSED);
    burned.kill();
  }

  /** It was the primary, and has all that it ever had. */
  private static void comesBackByOrderOnly(TestCluster cluster, Operator operator, TestNode old)
      throws Exception {
    old.start();
    assertThat(old.awaitEnd()).as("told that its group was given up").isEqualTo(CONFIGURATION);
    assertThat(old.hasPostgresProcesses()).isFalse();
    assertThat(Files.readString(cluster.area().log(old.name() + "-agent")))
        .contains("was given up in a recovery from disaster", "saksi disaster rejoin");

    assertThat(old.disaster("rejoin").code()).isZero();
    old.start();
    Await.until(
        "it is not let in before an operator says so",
        TestCluster.OPEN_WITHIN,
        () ->
            Files.readString(cluster.area().log(old.name() + "-agent"))
                .contains("to let it in: saksi node resume"));
    assertThat(operator.run("node", "resume", old.name(), "--yes").code()).isZero();
    cluster
        .statuses()
        .await(
            "both are whole",
            TestCluster.WHOLE_WITHIN,
            status -> Statuses.isWhole(status, 2) && Statuses.isOpen(status, GENERATION));
  }

  private static String[] with(String[] words, String... more) {
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }
}
