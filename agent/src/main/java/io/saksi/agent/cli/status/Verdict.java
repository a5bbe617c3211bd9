package io.saksi.agent.cli.status;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.LeaseStatus;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.SyncSetStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the numbers of a status come to.
 *
 * @param isOpen whether somebody who knows says that there is an open primary: one that may serve,
 *     and has not let its lease run out since
 * @param tolerates how many nodes, whichever they are, may be lost at once before service stops for
 *     longer than a failover; empty where nobody can tell or no failover is automatic
 */
record Verdict(boolean isOpen, OptionalInt tolerates) {
  static Verdict of(ClusterStatus status) {
    boolean vouched = status.getLeaderView().getAvailable();
    boolean open = vouched && status.getReign().getOpen() && !isForsaken(status);
    boolean automatic = status.getMode() == Mode.MODE_SYNC_AUTO && !status.getPaused();
    return new Verdict(
        open, open && automatic ? OptionalInt.of(count(status)) : OptionalInt.empty());
  }

  /**
   * Whether the reign goes on and nobody serves in it: its primary let the lease run out, and
   * nobody could be, or was to be, elected. The gate is asked too, for the replica of the log that
   * counts since when may lag; it is as the Raft leader tells of it just now.
   */
  static boolean isForsaken(ClusterStatus status) {
    LeaseStatus lease = status.getLease();
    boolean over = lease.hasRenewedAgoMs() && lease.getRenewedAgoMs() > lease.getTtlMs();
    boolean serves =
        primary(status).filter(p -> p.getLive() && p.getGate() == Gate.GATE_WRITE).isPresent();
    return status.getReign().getOpen() && over && !serves;
  }

  static Optional<MemberStatus> primary(ClusterStatus status) {
    return status.getMembersList().stream()
        .filter(member -> member.getName().equals(status.getReign().getPrimary()))
        .findFirst();
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
