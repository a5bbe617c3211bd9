package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.workload.Verifier;
import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** First the ballast is given up, then the node; and all comes back when there is space. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PrimaryDiskIsFullTest {
  private static final int MEGABYTES = 1500;
  private static final Duration BALLAST_WITHIN = Duration.ofSeconds(60);

  @Test
  void theBallastBuysTimeAndThenAnotherNodeTakesOver() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(MEGABYTES);
        TestCluster cluster =
            TestCluster.ofThree(line ->
                line.with("--data-dir", disk.path().resolve("data")).with("--ballast", "16MB"))) {
      try {
        story(disk, cluster);
      } catch (Exception | AssertionError e) {
        cluster.keepLogs("PrimaryDiskIsFullTest");
        throw e;
      }
    }
  }

  private static void story(SmallDisk disk, TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    assertThat(before.getReign().getPrimary()).isEqualTo("a");
    Await.until(
        "the ballast is made",
        BALLAST_WITHIN,
        () -> disk.path().resolve("saksi.ballast").toFile().length() == 16L << 20);

    disk.fillBut(4);
    cluster
        .statuses()
        .await(
            "the ballast is given up", BALLAST_WITHIN, PrimaryDiskIsFullTest::saysBallastReleased);
    cluster.awaitAcknowledgement();
    ClusterStatus warned = cluster.statuses().newest().orElseThrow();
    assertThat(warned.getReign().getEpoch()).isEqualTo(before.getReign().getEpoch());

    var full = Writer.now();
    disk.fill();
    cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    Figures.withoutService("disk full", cluster, full);

    disk.clear();
    cluster.awaitWhole();
    Await.until(
        "the ballast is made anew",
        BALLAST_WITHIN,
        () -> disk.path().resolve("saksi.ballast").toFile().length() == 16L << 20);
    Verifier.Report report = cluster.verify();
    assertThat(report.lost()).as("acknowledged rows that are lost").isEmpty();
  }

  private static boolean saysBallastReleased(ClusterStatus status) {
    return status.getMembersList().stream()
        .filter(member -> member.getName().equals("a"))
        .flatMap(member -> member.getProblemsList().stream())
        .anyMatch(problem -> problem.getCode().equals("BALLAST_RELEASED"));
  }
}
