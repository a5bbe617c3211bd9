package io.saksi.agent.cli.order;

import io.saksi.agent.cli.ExitCode;
import io.saksi.agent.cli.status.StatusClient;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberRole;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waiting until every data node leads or is counted again. */
final class Wholeness {
  private static final Duration BOUND = Duration.ofMinutes(10);
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private Wholeness() {}

  static int await(OperatorOptions options) throws InterruptedException {
    long end = System.nanoTime() + BOUND.toNanos();
    while (System.nanoTime() - end < 0) {
      if (isWhole(new StatusClient(options.agents()).ask().status())) {
        return ExitCode.OK;
      }
      TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
    }
    return ExitCode.UNDER_WAY;
  }

  private static boolean isWhole(ClusterStatus status) {
    return status.getReign().getOpen()
        && status.getMembersList().stream()
            .filter(m -> m.getKind() == MemberKind.MEMBER_KIND_DATA)
            .allMatch(m ->
                m.getRole() == MemberRole.MEMBER_ROLE_PRIMARY
                    || m.getRole() == MemberRole.MEMBER_ROLE_STANDBY);
  }
}
