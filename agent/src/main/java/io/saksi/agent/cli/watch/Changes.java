package io.saksi.agent.cli.watch;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ReignStatus;
import io.saksi.proto.v1.SyncSetStatus;
import io.saksi.proto.v1.VirtualAddressStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is different between two statuses, in words; nothing where nothing is. */
final class Changes {
  private Changes() {}

  /** Of what Raft holds: reign and sync set. */
  static List<String> ofReign(ClusterStatus before, ClusterStatus after) {
    List<String> lines = new ArrayList<>();
    ReignStatus was = before.getReign();
    ReignStatus is = after.getReign();
    if (was.getEpoch() != is.getEpoch() || !was.getPhase().equals(is.getPhase())) {
      lines.add("epoch " + Long.toUnsignedString(is.getEpoch()) + ", " + phase(is));
    } else if (!is.getOpen() && !was.getPhaseDetail().equals(is.getPhaseDetail())) {
      lines.add("epoch " + Long.toUnsignedString(is.getEpoch()) + ": " + is.getPhaseDetail());
    }
    if (is.getOpen() && !before.getSyncSet().equals(after.getSyncSet())) {
      lines.add("commits wait for " + set(after.getSyncSet()));
    }
    lines.addAll(ofAddresses(before, after));
    return lines;
  }

  /** A new leader has not heard of everybody yet, which is no news of an address. */
  private static List<String> ofAddresses(ClusterStatus before, ClusterStatus after) {
    List<String> lines = new ArrayList<>();
    for (VirtualAddressStatus is : after.getVirtualAddressesList()) {
      for (VirtualAddressStatus was : before.getVirtualAddressesList()) {
        if (was.getAddress().equals(is.getAddress())
            && !was.getHoldersList().equals(is.getHoldersList())) {
          lines.add(
              is.getAddress()
                  + (is.getHoldersCount() == 0
                      ? " is on nobody"
                      : " is on " + String.join(" and ", is.getHoldersList())));
        }
      }
    }
    return lines;
  }

  private static String phase(ReignStatus is) {
    return is.getOpen()
        ? "open: "
            + is.getPrimary()
            + " takes writes, on timeline "
            + is.getTimeline()
            + " ("
            + is.getPhaseDetail()
            + ")"
        : is.getPhase() + ": " + is.getPhaseDetail();
  }

  private static String set(SyncSetStatus set) {
    return set.getK() == 0
        ? "nobody: no standby holds the latest commits"
        : set.getK() + " of " + String.join(", ", set.getMembersList());
  }

  /**
   * Of what is measured: who leads in Raft, who is there, and in which role.
   *
   * @param told what was said of each member last; brought up to date
   */
  static List<String> ofMembers(
      Map<String, String> told, ClusterStatus before, ClusterStatus after) {
    List<String> lines = new ArrayList<>();
    String leader = after.getRaft().getLeader();
    if (!leader.isEmpty() && !leader.equals(before.getRaft().getLeader())) {
      lines.add(leader + " leads the agents (Raft term " + after.getRaft().getTerm() + ")");
    }
    for (MemberStatus member : after.getMembersList()) {
      // A new leader has not heard of everybody yet, which is no news of anybody.
      if (member.hasReportAgeMs()) {
        String is = words(member);
        if (!is.equals(told.put(member.getName(), is))) {
          lines.add(member.getName() + ": " + is);
        }
      }
    }
    return lines;
  }

  private static String words(MemberStatus member) {
    return role(member.getRole()) + member.getState();
  }

  private static String role(MemberRole role) {
    return switch (role) {
      case MEMBER_ROLE_PRIMARY -> "primary, ";
      case MEMBER_ROLE_STANDBY -> "standby, ";
      case MEMBER_ROLE_JOINING -> "joining, ";
      case MEMBER_ROLE_SUSPENDED -> "suspended, ";
      case MEMBER_ROLE_WITNESS -> "witness, ";
      case MEMBER_ROLE_MAINTENANCE -> "maintenance, ";
      case MEMBER_ROLE_NONE, MEMBER_ROLE_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }
}
