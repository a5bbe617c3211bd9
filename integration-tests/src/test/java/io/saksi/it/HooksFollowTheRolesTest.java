package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Programs of the operator's on every node: one refuses a planned switchover, one hangs, and a
 * switchover that nobody refuses is told to all of them.
 */
@Story
class HooksFollowTheRolesTest {
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(30);
  private static final String ASKED = "before-switchover";

  private String former;
  private String target;
  private String third;

  @Test
  void oneMayRefuseBeforehandAndAllAreToldAfterwards(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    former = before.getReign().getPrimary();
    target = before.getSyncSet().getMembers(0);
    third = before.getSyncSet().getMembers(1);
    try {
      for (String node : List.of(former, target, third)) {
        cluster.hooks(node).tellAll();
      }
      refused(cluster, "echo 'a backup runs'; exit 1", "ended with status 1: a backup runs");
      refused(cluster, "sleep 1000", "did not end within " + Hooks.TIMEOUT + " s and was killed");
      assertThat(cluster.awaitWhole().getReign().getEpoch())
          .isEqualTo(before.getReign().getEpoch());
      for (String node : List.of(former, target, third)) {
        assertThat(points(cluster, node)).as("nothing has begun").containsOnly(ASKED);
        cluster.hooks(node).forget();
      }
      told(cluster, before.getReign().getEpoch() + 1);
    } finally {
      for (TestNode node : cluster.nodes()) {
        cluster.hooks(node.name()).clear();
      }
    }
    cluster.awaitWhole();
  }

  private static List<String> points(TestCluster cluster, String node) throws IOException {
    return cluster.hooks(node).told().stream().map(Hooks.Line::point).toList();
  }

  /** By a node that the switchover does not even need. */
  private void refused(TestCluster cluster, String script, String why) throws Exception {
    cluster.hooks(third).put(ASKED, "20-object", script);
    Run run = new Operator(cluster).run("switchover", "--to", target, "--reason", "hooks");
    cluster.hooks(third).remove(ASKED, "20-object");
    assertThat(run.code()).as(run.said()).isEqualTo(4);
    assertThat(run.said())
        .contains("on " + third + ": " + ASKED + "/20-object " + why)
        .contains("--ignore-obstacles goes on");
  }

  private void told(TestCluster cluster, long epoch) throws Exception {
    cluster.hooks(former).put("before-demote", "20-hang", "sleep 1000");
    Run run = new Operator(cluster).run("switchover", "--to", target, "--reason", "hooks");
    assertThat(run.code()).as("nobody waits for what hangs: " + run.said()).isZero();
    for (String node : List.of(former, target, third)) {
      Await.until(
          node + " is told", TOLD_WITHIN, () -> points(cluster, node).contains("after-change"));
    }
    cluster
        .statuses()
        .await("the one that hung is shown", TOLD_WITHIN, status -> isShown(status, former));
    assertThat(afterTheQuestion(cluster, former))
        .containsExactly("before-change", "before-demote", "after-demote", "after-change");
    // The moment between election and opening is short, and may be over when it is looked for.
    assertThat(afterTheQuestion(cluster, target))
        .containsSubsequence("before-change", "after-promote", "after-change")
        .isSubsetOf("before-change", "before-promote", "after-promote", "after-change")
        .doesNotHaveDuplicates();
    assertThat(afterTheQuestion(cluster, third)).containsExactly("before-change", "after-change");
    assertThat(cluster.hooks(former).told().getLast())
        .extracting(
            Hooks.Line::oldRole,
            Hooks.Line::newRole,
            Hooks.Line::epoch,
            Hooks.Line::cause,
            Hooks.Line::primary)
        .containsExactly("primary", "standby", epoch, "switchover", target);
    everybodyWasAskedBeforeAnybodyWasTold(cluster);
  }

  private static boolean isShown(ClusterStatus status, String node) {
    return status.getMembersList().stream()
        .filter(member -> member.getName().equals(node))
        .flatMap(member -> member.getProblemsList().stream())
        .anyMatch(problem ->
            problem.getCode().equals("HOOK_FAILED")
                && problem.getText().contains("before-demote/20-hang"));
  }

  private static List<String> afterTheQuestion(TestCluster cluster, String node)
      throws IOException {
    return points(cluster, node).stream().filter(point -> !point.equals(ASKED)).toList();
  }

  private void everybodyWasAskedBeforeAnybodyWasTold(TestCluster cluster) throws IOException {
    long lastAsked = 0;
    long firstTold = Long.MAX_VALUE;
    for (String node : List.of(former, target, third)) {
      assertThat(points(cluster, node)).contains(ASKED);
      for (Hooks.Line line : cluster.hooks(node).told()) {
        if (line.point().equals(ASKED)) {
          lastAsked = Math.max(lastAsked, line.nanos());
        } else {
          firstTold = Math.min(firstTold, line.nanos());
        }
      }
    }
    assertThat(firstTold).isGreaterThan(lastAsked);
  }
}
