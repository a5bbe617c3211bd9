package io.saksi.agent.cli.status;

import io.saksi.agent.cli.PlainText;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.LeaseStatus;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.RaftStatus;
import io.saksi.proto.v1.ScheduledSwitchover;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the safety rests on just now: lease, sets, floor, Raft; and who says so. */
final class Footing {
  private Footing() {}

  static List<String> of(StatusAnswer answer) {
    ClusterStatus status = answer.status();
    List<String> lines = new ArrayList<>();
    lines.add("Mode   " + Words.of(status.getMode()) + (status.getPaused() ? ", paused" : ""));
    if (status.hasScheduledSwitchover()) {
      lines.add("Then   " + scheduled(status.getScheduledSwitchover()));
    }
    lines.add("Lease  " + (status.hasLease() ? lease(status.getLease()) : "nobody holds one"));
    lines.add("Sync   " + sets(status) + floor(status));
    status.getMembersList().stream()
        .filter(MemberStatus::hasArchivedLsn)
        .map(Footing::archive)
        .forEach(lines::add);
    if (status.getVirtualAddressesCount() > 0) {
      lines.add("VIP    " + addresses(status));
    }
    lines.add("Raft   " + raft(status.getRaft()));
    if (status.getMembersList().stream().anyMatch(m -> m.getFencesCount() > 0)) {
      lines.add("Fence  " + fences(status));
    }
    GoalsText.of(status.getProspect()).ifPresent(goals -> lines.add("Goals  " + goals));
    lines.add(source(answer));
    return lines;
  }

  private static String scheduled(ScheduledSwitchover plan) {
    return "switchover"
        + (plan.getTarget().isEmpty() ? "" : " to " + PlainText.of(plan.getTarget()))
        + " at "
        + Instant.ofEpochMilli(plan.getAtEpochMillis())
        + ", ordered by "
        + PlainText.of(plan.getWho());
  }

  private static String addresses(ClusterStatus status) {
    return status.getVirtualAddressesList().stream()
        .map(address ->
            PlainText.of(address.getAddress())
                + (address.getReadWrite() ? " (write) " : " (read) ")
                + (address.getHoldersCount() == 0
                    ? "on nobody"
                    : "on " + PlainText.of(String.join(" and ", address.getHoldersList()))))
        .collect(Collectors.joining(", "));
  }

  private static String lease(LeaseStatus lease) {
    return Units.age(lease.getTtlMs())
        + (lease.hasRenewedAgoMs()
            ? ", renewed " + Units.age(lease.getRenewedAgoMs()) + " ago"
            : ", renewal unknown");
  }

  private static String sets(ClusterStatus status) {
    String now = Words.of(status.getSyncSet());
    if (status.getSetsInForceCount() < 2) {
      return now;
    }
    return now
        + "; changing, in force: "
        + String.join(", ", status.getSetsInForceList().stream().map(Words::of).toList());
  }

  private static String floor(ClusterStatus status) {
    return status.hasFloor()
        ? "; nobody is elected below " + Units.lsn(status.getFloor().getLsn())
        : "";
  }

  private static String archive(MemberStatus primary) {
    long waits = Math.max(0, primary.getFlushedLsn() - primary.getArchivedLsn());
    return "WAL    in the archive up to "
        + Units.lsn(primary.getArchivedLsn())
        + ", "
        + Units.bytes(waits)
        + " wait";
  }

  private static String fences(ClusterStatus status) {
    List<MemberStatus> nodes =
        status.getMembersList().stream()
            .filter(m -> m.getKind() == MemberKind.MEMBER_KIND_DATA)
            .toList();
    String each =
        nodes.stream()
            .map(m ->
                m.getName()
                    + " by "
                    + (m.getFencesCount() == 0 ? "nothing" : String.join(", ", m.getFencesList())))
            .collect(Collectors.joining("; "));
    List<String> frozen =
        nodes.stream()
            .filter(m ->
                !m.getFencesList().contains("watchdog")
                    && !m.getFencesList().contains("fence-agent"))
            .map(MemberStatus::getName)
            .toList();
    return frozen.isEmpty()
        ? each
        : each
            + "; a machine that freezes is cut off by its lease alone: "
            + String.join(", ", frozen);
  }

  private static String raft(RaftStatus raft) {
    return (raft.getLeader().isEmpty() ? "no leader known" : "leader " + raft.getLeader())
        + ", term "
        + Long.toUnsignedString(raft.getTerm());
  }

  private static String source(StatusAnswer answer) {
    var view = answer.status().getLeaderView();
    String measured =
        !view.getAvailable()
            ? "without measurements"
            : view.hasAgeMs() ? "measured " + Units.age(view.getAgeMs()) + " ago" : "measured";
    return "Says   "
        + answer.status().getAnsweredBy()
        + " ("
        + answer.agent()
        + "), state "
        + Long.toUnsignedString(answer.status().getStateVersion())
        + ", "
        + measured;
  }
}
