package io.saksi.agent.cli.status;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.SyncSetStatus;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the numbers of a status come to.
 *
 * @param isOpen whether somebody who knows says that there is an open primary
 * @param tolerates how many nodes, whichever they are, may be lost at once before service stops for
 *     longer than a failover; empty where nobody can tell or no failover is automatic
 */
record Verdict(boolean isOpen, OptionalInt tolerates) {
  static Verdict of(ClusterStatus status) {
    boolean vouched = status.getLeaderView().getAvailable();
    boolean open = vouched && status.getReign().getOpen();
    boolean automatic = status.getMode() == Mode.MODE_SYNC_AUTO && !status.getPaused();
    return new Verdict(
        open, open && automatic ? OptionalInt.of(count(status)) : OptionalInt.empty());
  }

  private static int count(ClusterStatus status) {
    Set<String> live = new HashSet<>();
    int liveVoters = 0;
    for (MemberStatus member : status.getMembersList()) {
      if (member.getLive()) {
        live.add(member.getName());
        liveVoters += member.getRaftVoter() ? 1 : 0;
      }
    }
    int least = liveVoters - status.getRaft().getQuorum();
    for (SyncSetStatus set : setsInForce(status)) {
      least = Math.min(least, data(set, live));
    }
    return Math.max(0, least);
  }

  /**
   * With P and n − 1 members of the set gone, a failover needs reports of |S| − k + 1 members
   * (design, section 4.4): live − (n − 1) ≥ |S| − k + 1.
   */
  private static int data(SyncSetStatus set, Set<String> live) {
    if (set.getK() == 0) {
      return 0;
    }
    int present = (int) set.getMembersList().stream().filter(live::contains).count();
    return present - set.getMembersCount() + set.getK();
  }

  private static List<SyncSetStatus> setsInForce(ClusterStatus status) {
    return status.getSetsInForceCount() > 0
        ? status.getSetsInForceList()
        : List.of(status.getSyncSet());
  }
}
