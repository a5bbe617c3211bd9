package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Mode;
import io.saksi.core.quorum.ModeTable;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberStatus;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What {@code saksi mode} shows, tried row by row with {@code saksi}: the planned switchover, the
 * forced failover of a primary that is heard, and what happens when its node dies. That a failover
 * is forced where nobody is eligible takes more nodes: {@link
 * FailoverIsForcedWhereNobodyIsEligibleTest}.
 */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class ModesAreAsTheirTableSaysTest {
  private static final String MUCH = "1073741824";

  /** Longer than a lease, and than anything that begins by itself takes. */
  private static final Duration LONG_SILENT = Duration.ofSeconds(8);

  @Test
  void everyCellThatThreeNodesCanShow() throws Exception {
    TestCluster.ofThree().tell(getClass(), cluster -> new Told(cluster).all());
  }

  private record Told(TestCluster cluster, Operator operator) {
    Told(TestCluster cluster) {
      this(cluster, new Operator(cluster));
    }

    void all() throws Exception {
      Run shown = operator.run("mode");
      for (ModeTable.Row row : ModeTable.rows()) {
        assertThat(shown.said()).contains(name(row.mode()));
        if (row.commits() == ModeTable.Waits.FOR_THE_SYNC_SET) {
          row(row, Optional.empty());
          assertThat(cluster.verify().lost()).as(name(row.mode())).isEmpty();
        }
      }
      for (ModeTable.Row row : ModeTable.rows()) {
        if (row.commits() == ModeTable.Waits.FOR_NOBODY) {
          row(row, Optional.empty());
          row(row, Optional.of(MUCH));
        }
      }
    }

    private void row(ModeTable.Row row, Optional<String> bound) throws Exception {
      change(row.mode(), bound);
      assertThat(operator.run("switchover").code()).as("a switchover").isZero();
      ClusterStatus before = awaitAllStream();
      TestNode old = cluster.primary(before);
      String target = others(before).getFirst();
      Run heard = operator.run("failover", target, "--accept-data-loss", "any");
      assertThat(heard.code()).as("the primary is heard: %s", heard.said()).isEqualTo(4);

      old.kill();

      if (byItself(row, bound)) {
        cluster.awaitSuccessor(before);
      } else {
        staysDown(before, old);
        Run forced = operator.run("failover", target, "--accept-data-loss", "any");
        assertThat(forced.code()).as(forced.said()).isZero();
        assertThat(cluster.awaitSuccessor(before).getReign().getPrimary()).isEqualTo(target);
      }
      cluster.awaitAcknowledgement();
      old.start();
      awaitEverybodyBack(old);
    }

    private static boolean byItself(ModeTable.Row row, Optional<String> bound) {
      return switch (row.automatic()) {
        case WITHOUT_LOSS -> true;
        case NEVER -> false;
        case WITHIN_THE_BOUND -> bound.isPresent();
      };
    }

    private void change(Mode mode, Optional<String> bound) throws Exception {
      Run run =
          bound.isPresent()
              ? operator.run("mode", name(mode), "--max-lag", bound.get(), "--reason", "a test")
              : operator.run("mode", name(mode), "--reason", "a test");
      assertThat(run.code()).as(run.said()).isZero();
      awaitAllStream();
      cluster
          .statuses()
          .await(
              mode + " is in force",
              TestCluster.OPEN_WITHIN,
              s ->
                  s.getMode().name().endsWith(mode.name())
                      && s.getSetsInForceList().stream()
                          .allMatch(set -> set.getMode() == s.getMode()));
    }

    private void staysDown(ClusterStatus before, TestNode old) throws Exception {
      ClusterStatus after =
          cluster
              .statuses()
              .await(
                  old.name() + " is silent for long",
                  TestCluster.OPEN_WITHIN,
                  s -> Statuses.goneFor(s, old).compareTo(LONG_SILENT) > 0);
      assertThat(Statuses.isOpen(after, before.getReign().getEpoch() + 1))
          .as("somebody was promoted without an operator's word")
          .isFalse();
    }

    private void awaitEverybodyBack(TestNode old) throws Exception {
      ClusterStatus seen =
          cluster
              .statuses()
              .await(
                  old.name() + " streams, or is suspended",
                  TestCluster.WHOLE_WITHIN,
                  s -> Statuses.streaming(s) + Statuses.suspended(s).size() == 2);
      for (String node : Statuses.suspended(seen)) {
        assertThat(operator.run("node", "resume", node, "--yes").code()).isZero();
      }
      awaitAllStream();
    }

    private ClusterStatus awaitAllStream() throws Exception {
      return cluster
          .statuses()
          .await(
              "all follow",
              TestCluster.WHOLE_WITHIN,
              s ->
                  Statuses.isOpen(s, 1)
                      && Statuses.streaming(s) == 2
                      && s.getSetsInForceCount() == 1);
    }

    private static List<String> others(ClusterStatus status) {
      return status.getMembersList().stream()
          .map(MemberStatus::getName)
          .filter(name -> !name.equals(status.getReign().getPrimary()))
          .toList();
    }

    private static String name(Mode mode) {
      return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
