package io.saksi.agent.cli.order;

import io.saksi.agent.cli.CliFailure;
import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.status.StatusClient;
import io.saksi.agent.cli.status.Units;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Waiting until every data node leads or follows again, saying who is missing; those that an
 * operator works on are not waited for.
 */
final class Wholeness {
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final OperatorOptions options;
  private final PrintWriter out;
  private String told = "";

  Wholeness(OperatorOptions options, PrintWriter out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Blocks for at most so long.
   *
   * @return an exit status
   */
  int await(Duration within) throws InterruptedException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < within.toNanos()) {
      String missing = missing();
      if (missing.isEmpty()) {
        tell(begun, "every data node leads or follows");
        return ExitCode.OK;
      }
      tell(begun, "waits for " + missing);
      TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
    }
    say("not everybody is back yet: saksi status shows who, saksi watch how it goes on");
    return ExitCode.UNDER_WAY;
  }

  /** In words; empty when nothing is. An agent that does not answer for a moment is no failure. */
  private String missing() throws InterruptedException {
    ClusterStatus status;
    try {
      status = new StatusClient(options.agents()).ask().status();
    } catch (CliFailure e) {
      return "an agent that answers";
    }
    if (!status.getReign().getOpen()) {
      return "an open primary";
    }
    return status.getMembersList().stream()
        .filter(m -> m.getKind() == MemberKind.MEMBER_KIND_DATA && !isBack(m))
        .map(m -> m.getName() + " (" + m.getState() + ")")
        .collect(Collectors.joining(", "));
  }

  private static boolean isBack(MemberStatus member) {
    boolean works = member.hasMaintenance() && !member.getMaintenance().getReturning();
    return works
        || member.getRole() == MemberRole.MEMBER_ROLE_PRIMARY
        || member.getRole() == MemberRole.MEMBER_ROLE_STANDBY;
  }

  private void tell(long begun, String line) {
    if (!line.equals(told)) {
      told = line;
      say("  " + Units.age((System.nanoTime() - begun) / 1_000_000) + "  " + PlainText.of(line));
    }
  }

  private void say(String line) {
    if (!options.json()) {
      out.println(line);
      out.flush();
    }
  }
}
