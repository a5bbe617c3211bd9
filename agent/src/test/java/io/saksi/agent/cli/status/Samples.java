package io.saksi.agent.cli.status;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.LeaderView;
import io.saksi.proto.v1.LeaseStatus;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.ProblemStatus;
import io.saksi.proto.v1.RaftStatus;
import io.saksi.proto.v1.ReignStatus;
import io.saksi.proto.v1.SyncSetStatus;
import io.saksi.proto.v1.WalPosition;
import java.util.List;

/** Clusters to show. */
final class Samples {
  private static final long WAL = 0x3000148L;

  private Samples() {}

  /** Primary a, standbys b and c, all well. */
  static ClusterStatus open() {
    SyncSetStatus set = anyOneOf("b", "c");
    return ClusterStatus.newBuilder()
        .setCluster("demo")
        .setClusterId("5f0c7c2e-4a53-4f0e-9d52-0d4c1c6a1b11")
        .setAnsweredBy("b")
        .setStateVersion(42)
        .setLeaderView(LeaderView.newBuilder().setAvailable(true).setAgeMs(90))
        .setRaft(RaftStatus.newBuilder().setLeader("b").setTerm(4).setQuorum(2))
        .setReign(reign())
        .setMode(Mode.MODE_SYNC_AUTO)
        .setSyncSet(set)
        .addSetsInForce(set)
        .setFloor(WalPosition.newBuilder().setTimeline(3).setLsn(0x3000060L))
        .setLease(LeaseStatus.newBuilder().setTtlMs(3000).setRenewedAgoMs(410))
        .addMembers(member("a", 1).setRole(MemberRole.MEMBER_ROLE_PRIMARY).setGate(Gate.GATE_WRITE))
        .addMembers(member("b", 2).setLagBytes(0))
        .addMembers(member("c", 3).setLagBytes(24_576))
        .build();
  }

  /** The node of c is gone. */
  static ClusterStatus degraded() {
    MemberStatus.Builder c =
        member("c", 3)
            .setLive(false)
            .setState("silent")
            .setReportAgeMs(12_300)
            .clearLagBytes()
            .addProblems(
                ProblemStatus.newBuilder()
                    .setCode("node-silent")
                    .setText("no report for 12 s, and nothing receives WAL there.")
                    .setRemedy("Look whether the host is up."));
    return open().toBuilder().setMembers(2, c).build();
  }

  /** Between two reigns. */
  static ClusterStatus electing() {
    return open().toBuilder()
        .setReign(
            ReignStatus.newBuilder()
                .setEpoch(4)
                .setPrimary("a")
                .setPhase("revoking")
                .setPhaseDetail("waiting for c to stop receiving from a")
                .setPhaseAgeMs(300))
        .clearLease()
        .build();
  }

  /** The primary's node is gone, and nobody could be elected. */
  static ClusterStatus forsaken() {
    ClusterStatus.Builder status = open().toBuilder();
    status.getMembersBuilder(0).setLive(false).setState("silent").setReportAgeMs(7_000);
    status.getLeaseBuilder().setRenewedAgoMs(7_200);
    return status.build();
  }

  /** From an agent that is cut off. */
  static ClusterStatus cutOff() {
    return open().toBuilder()
        .setAnsweredBy("c")
        .setStateVersion(40)
        .clearLeaderView()
        .setRaft(RaftStatus.newBuilder().setTerm(4).setQuorum(2))
        .build();
  }

  static SyncSetStatus anyOneOf(String... members) {
    return SyncSetStatus.newBuilder()
        .setK(1)
        .addAllMembers(List.of(members))
        .setMode(Mode.MODE_SYNC_AUTO)
        .build();
  }

  private static ReignStatus reign() {
    return ReignStatus.newBuilder()
        .setEpoch(3)
        .setPrimary("a")
        .setOpen(true)
        .setPhase("open")
        .setTimeline(3)
        .build();
  }

  private static MemberStatus.Builder member(String name, int number) {
    return MemberStatus.newBuilder()
        .setName(name)
        .setKind(MemberKind.MEMBER_KIND_DATA)
        .setRole(MemberRole.MEMBER_ROLE_STANDBY)
        .setState(number == 1 ? "running" : "streaming")
        .setLive(true)
        .setRaftVoter(true)
        .setGate(Gate.GATE_READ)
        .setTimeline(3)
        .setFlushedLsn(WAL)
        .setReplayedLsn(WAL)
        .setReportAgeMs(100)
        .setPostgresHost("127.0.0." + number)
        .setPostgresPort(5432)
        .addAgentAddresses("127.0.0." + number + ":7400");
  }
}
