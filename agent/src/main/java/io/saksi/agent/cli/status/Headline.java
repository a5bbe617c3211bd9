package io.saksi.agent.cli.status;

import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.ReignStatus;

/** The one sentence that somebody woken at night needs. */
final class Headline {
  private Headline() {}

  static String of(ClusterStatus status) {
    ReignStatus reign = status.getReign();
    String cluster = "Cluster " + PlainText.of(status.getCluster());
    if (!status.getLeaderView().getAvailable()) {
      return cluster + unvouched(status);
    }
    if (Verdict.isForsaken(status)) {
      return cluster + forsaken(status);
    }
    return reign.getOpen() ? cluster + open(status) : cluster + notOpen(reign);
  }

  private static String open(ClusterStatus status) {
    boolean async = status.getMode() == Mode.MODE_ASYNC;
    return (status.getExposed() ? " is open but EXPOSED: " : " is open: ")
        + primary(status.getReign())
        + ", commits wait for "
        + Words.of(status.getSyncSet())
        + (async ? " (async)" : "")
        + "; "
        + outlook(status)
        + ".";
  }

  private static String outlook(ClusterStatus status) {
    if (status.getPaused()) {
      return "paused: no automatic failover";
    }
    return switch (status.getMode()) {
      case MODE_ASYNC -> "a failover may lose commits";
      case MODE_SYNC_MANUAL -> "a failover waits for an operator";
      case MODE_SYNC_AUTO, MODE_UNSPECIFIED, UNRECOGNIZED -> tolerance(status);
    };
  }

  private static String tolerance(ClusterStatus status) {
    var tolerates = Verdict.of(status).tolerates();
    if (tolerates.isEmpty()) {
      return "what it tolerates is unknown";
    }
    return switch (tolerates.getAsInt()) {
      case 0 -> "the loss of one more node may stop service";
      case 1 -> "tolerates the loss of 1 node";
      default -> "tolerates the loss of " + tolerates.getAsInt() + " nodes";
    };
  }

  private static String notOpen(ReignStatus reign) {
    String detail = PlainText.of(reign.getPhaseDetail());
    String phase = detail.isEmpty() ? PlainText.of(reign.getPhase()) : detail;
    String since = reign.hasPhaseAgeMs() ? ", for " + Units.age(reign.getPhaseAgeMs()) : "";
    return (reign.getEpoch() == 0 ? " has no primary yet: " : " has NO OPEN PRIMARY: ")
        + (phase.isEmpty() ? "phase unknown" : phase)
        + " (epoch "
        + Long.toUnsignedString(reign.getEpoch())
        + since
        + ").";
  }

  private static String forsaken(ClusterStatus status) {
    return " has NO OPEN PRIMARY: "
        + primary(status.getReign())
        + " is "
        + Verdict.primary(status)
            .map(member -> PlainText.of(member.getState()))
            .filter(state -> !state.isEmpty())
            .orElse("unknown")
        + " and renewed its lease "
        + Units.age(status.getLease().getRenewedAgoMs())
        + " ago; saksi explain says why nobody takes over.";
  }

  private static String unvouched(ClusterStatus status) {
    ReignStatus reign = status.getReign();
    return " CANNOT BE VOUCHED FOR: "
        + PlainText.of(status.getAnsweredBy())
        + (status.getRaft().getLeader().isEmpty()
            ? " knows no Raft leader"
            : " has nothing recent from the Raft leader "
                + PlainText.of(status.getRaft().getLeader()))
        + (reign.getPrimary().isEmpty() ? "" : "; the last it knew is " + primary(reign))
        + ".";
  }

  private static String primary(ReignStatus reign) {
    return "primary "
        + PlainText.of(reign.getPrimary())
        + " (epoch "
        + Long.toUnsignedString(reign.getEpoch())
        + ")";
  }
}
