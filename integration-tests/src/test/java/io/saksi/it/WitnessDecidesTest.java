package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberStatus;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two data nodes and a witness, which has no PostgreSQL. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class WitnessDecidesTest {
  @Test
  void standbyTakesOverWithTheVoteOfTheWitness() throws Exception {
    TestCluster.withWitness().tell(getClass(), WitnessDecidesTest::tell);
  }

  private static void tell(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    assertThat(before.getMembersList())
        .anyMatch(m -> m.getName().equals("w") && m.getKind() == MemberKind.MEMBER_KIND_WITNESS);
    var killed = Writer.now();

    old.kill();

    ClusterStatus after = cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    Figures.withoutService("node of two and a witness killed", cluster, killed);
    assertThat(after.getExposed()).as("nobody is left to confirm commits").isTrue();

    old.start();

    cluster.awaitWhole();
    removeWitness(cluster);
    assertThat(cluster.verify().lost()).as("acknowledged rows that are lost").isEmpty();
  }

  /** Its agent goes on, and its guard starts it again when its Raft peer ends: it stays out. */
  private static void removeWitness(TestCluster cluster) throws Exception {
    Operator operator = new Operator(cluster);
    Run removed = operator.run("node", "remove", "w", "--yes");
    assertThat(removed.code()).as(removed.said()).isZero();
    ClusterStatus without =
        cluster
            .statuses()
            .await(
                "two vote",
                TestCluster.OPEN_WITHIN,
                s ->
                    s.getRaft().getQuorum() == 2
                        && s.getMembersList().stream().filter(MemberStatus::getRaftVoter).count()
                            == 2);
    assertThat(without.getMembersList()).noneMatch(m -> m.getName().equals("w"));

    Run resumed = operator.run("node", "resume", "w", "--yes");
    assertThat(resumed.code()).as(resumed.said()).isZero();
    cluster.awaitWhole();
  }
}
