package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.saksi.agent.os.Signal;
import io.saksi.proto.v1.ClusterStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two sites of two, with no zones named, and a witness at a third. The primary's site is lost, and
 * with it the one standby that had confirmed the last commits: a quorum is left, and nobody of whom
 * it is known that he has them all.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class FailoverIsForcedWhereNobodyIsEligibleTest {
  private static final int PROBLEM = 1;
  private static final int NOT_CONFIRMED = 5;

  /** Several renewals: each says how far the primary's WAL has come. */
  private static final Duration WRITES_FOR = Duration.ofSeconds(1);

  /** Longer than a lease, and than anything that begins by itself takes. */
  private static final Duration LONG_GONE = Duration.ofSeconds(8);

  @Test
  void nobodyIsPromotedByItselfAndTheOperatorIsToldWhatItCosts() throws Exception {
    TestCluster.ofFourAndAWitness()
        .tell(
            getClass(),
            cluster -> {
              ClusterStatus whole = cluster.awaitWhole();
              List<TestNode> set =
                  whole.getSyncSet().getMembersList().stream().map(cluster::node).toList();
              new Told(
                      cluster,
                      new Operator(cluster),
                      whole,
                      cluster.primary(whole),
                      set.getFirst(),
                      set.subList(1, set.size()))
                  .all();
            });
  }

  /**
   * @param lost the standby that goes with the primary
   * @param left those that do not
   */
  private record Told(
      TestCluster cluster,
      Operator operator,
      ClusterStatus before,
      TestNode old,
      TestNode lost,
      List<TestNode> left) {
    void all() throws Exception {
      theSiteIsLost();
      nobodyIsPromoted();
      theOperatorReadsWhy();
      aFailoverIsForced();
      long rows = cluster.verify().lostCount();
      assertThat(rows).as("or nothing was shown").isPositive();
      bothReturnAndAreSuspended();
      theFormerPrimaryIsRewound(rows);
      theOtherOneIsDetached();
      assertThat(cluster.verify().lostCount()).as("no more than was accepted").isEqualTo(rows);
      System.out.println("accepted as lost: " + rows + " rows");
    }

    private void theSiteIsLost() throws Exception {
      left.forEach(n -> n.signalReceiver(Signal.SIGSTOP));
      long end = System.nanoTime() + WRITES_FOR.toNanos();
      while (System.nanoTime() - end < 0) {
        cluster.awaitAcknowledgement();
      }
      // In this order: without it nothing more is acknowledged, and nobody is elected with it.
      lost.kill();
      old.kill();
      // Ended before they read what the kernel has received for them: that is what will be lost.
      left.forEach(n -> n.signalReceiver(Signal.SIGTERM));
      left.forEach(n -> n.signalReceiver(Signal.SIGCONT));
    }

    private void nobodyIsPromoted() throws Exception {
      ClusterStatus after =
          cluster
              .statuses()
              .await(
                  old.name() + " is gone for long",
                  TestCluster.OPEN_WITHIN,
                  s ->
                      s.getReign().getEpoch() != epoch()
                          || Statuses.goneFor(s, old).compareTo(LONG_GONE) > 0);
      assertThat(after.getReign().getEpoch())
          .as("nothing began without an operator's word")
          .isEqualTo(epoch());
    }

    private void theOperatorReadsWhy() throws Exception {
      Run status = operator.ask("status");
      assertThat(status.code()).as(status.said()).isEqualTo(PROBLEM);
      assertThat(status.said())
          .contains("NO OPEN PRIMARY: primary " + old.name(), "saksi explain says why");
      Run explained = operator.run("explain");
      assertThat(explained.said())
          .contains(
              old.name() + " led epoch " + epoch() + ", and nothing is heard of it",
              "NODE_SILENT, LEASE_RAN_OUT: nobody could be elected\n",
              "Who would win one:\n  nobody\n",
              "\n  " + lost.name() + ": not heard; commits waited for ",
              "\n  " + old.name() + ": not heard. It has every commit: bring it back; or ");
      for (TestNode node : left) {
        assertThat(explained.said())
            .contains("\n  " + node.name() + ": behind what is known to be acknowledged, by ");
      }
    }

    private void aFailoverIsForced() throws Exception {
      Map<TestNode, Long> costs = new LinkedHashMap<>();
      for (TestNode node : left) {
        costs.put(node, cost(node));
      }
      TestNode target = left.stream().min(Comparator.comparing(costs::get)).orElseThrow();
      String bytes = costs.get(target) + " bytes of WAL are known to be lost";
      Run asked = operator.run("failover", target.name());
      assertThat(asked.code()).as(asked.said()).isEqualTo(NOT_CONFIRMED);
      assertThat(asked.said())
          .contains(bytes, "Clients may have been told that what is lost was committed");
      Run little =
          operator.run(
              "failover", target.name(), "--accept-data-loss", "" + (costs.get(target) - 1));
      assertThat(little.code()).as(little.said()).isEqualTo(NOT_CONFIRMED);
      assertThat(little.said()).contains(bytes);

      Run run =
          operator.run("failover", target.name(), "--accept-data-loss", "" + costs.get(target));
      assertThat(run.code()).as(run.said()).isZero();
      ClusterStatus after = cluster.awaitSuccessor(before);
      assertThat(after.getReign().getPrimary()).isEqualTo(target.name());
      cluster.awaitAcknowledgement();
      Incidents.Told told = Incidents.newest(cluster);
      assertThat(told.text("kind")).isEqualTo("forced");
      assertThat(told.json().getAsJsonObject("loss").get("bytes").getAsLong()).isPositive();
    }

    private long cost(TestNode node) throws Exception {
      Run run = operator.run("failover", node.name(), "--dry-run", "--json");
      assertThat(run.code()).as(run.said()).isZero();
      JsonObject preview = JsonParser.parseString(run.said()).getAsJsonObject();
      assertThat(preview.get("loss_bytes").getAsLong()).as(run.said()).isPositive();
      return preview.get("loss_bytes").getAsLong();
    }

    private void bothReturnAndAreSuspended() throws Exception {
      old.start();
      lost.start();
      cluster
          .statuses()
          .await(
              "both are suspended",
              TestCluster.WHOLE_WITHIN,
              s -> Statuses.suspended(s).containsAll(List.of(old.name(), lost.name())));
      assertThat(operator.ask("divergence", "list").said()).contains("no divergence");
      assertThat(operator.run("explain").said())
          .contains(
              old.name() + " is held since epoch " + (epoch() + 1),
              lost.name() + " is held since epoch " + (epoch() + 1));
    }

    private long epoch() {
      return before.getReign().getEpoch();
    }

    private void theFormerPrimaryIsRewound(long rows) throws Exception {
      assertThat(operator.run("node", "resume", old.name()).code()).isEqualTo(NOT_CONFIRMED);
      assertThat(operator.run("node", "resume", old.name(), "--yes").code()).isZero();
      String kept = old.name() + "-1";
      assertThat(operator.ask("divergence", "list").said()).contains(kept);
      Run shown = operator.ask("divergence", "show", kept, "--json");
      assertThat(
              JsonParser.parseString(shown.said())
                  .getAsJsonObject()
                  .get("possibly_acknowledged")
                  .getAsLong())
          .as("a row each, of %s", shown.said())
          .isGreaterThanOrEqualTo(rows);
    }

    /** It has what was lost, too, and keeps it. */
    private void theOtherOneIsDetached() throws Exception {
      assertThat(operator.run("node", "detach", lost.name(), "--yes").code()).isZero();
      cluster
          .statuses()
          .await(
              "whole without it",
              TestCluster.WHOLE_WITHIN,
              s -> Statuses.isWhole(s, cluster.nodes().size() - 1));
      try (Stream<Path> dropped = Files.list(lost.home().resolve("salvage"))) {
        assertThat(dropped).as("of its data").isEmpty();
      }
      assertThat(lost.data().resolve("global/pg_control")).exists();
    }
  }
}
