package io.saksi.agent.cli.status;

import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import java.util.ArrayList;
import java.util.List;

/** Everything that is not as it should be, one sentence each, the gravest first. */
final class Warnings {
  private Warnings() {}

  static List<String> of(ClusterStatus status) {
    List<String> warnings = new ArrayList<>();
    if (!status.getLeaderView().getAvailable()) {
      warnings.add(
          status.getRaft().getLeader().isEmpty()
              ? "No decision is possible until "
                  + status.getRaft().getQuorum()
                  + " agents can talk to each other; roles below may be old."
              : "The Raft leader's measurements are missing: roles may be old, lag is unknown.");
    }
    if (status.getExposed()) {
      warnings.add(
          "No standby holds the latest commits: if the primary is lost now, service stops until it"
              + " returns.");
    }
    status.getProblemsList().forEach(problem -> warnings.add(text(problem)));
    for (MemberStatus member : status.getMembersList()) {
      String name = PlainText.of(member.getName());
      member.getProblemsList().forEach(problem -> warnings.add(name + ": " + text(problem)));
    }
    return warnings;
  }

  private static String text(ProblemStatus problem) {
    String stop = problem.getText().endsWith(".") ? " " : ". ";
    String remedy = problem.getRemedy().isEmpty() ? "" : stop + problem.getRemedy();
    String code = problem.getCode().isEmpty() ? "" : " [" + problem.getCode() + "]";
    return PlainText.of(problem.getText() + remedy + code);
  }
}
