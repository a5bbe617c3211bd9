package io.saksi.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.MaintenanceStatus;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import org.junit.jupiter.api.Test;

/** A change of the Raft leader is no reason to cut a client off. */
class WatchedTopologyTest {
  private static final MemberStatus HEARD =
      MemberStatus.newBuilder()
          .setName("a")
          .setRole(MemberRole.MEMBER_ROLE_PRIMARY)
          .setGate(Gate.GATE_WRITE)
          .setLive(true)
          .setReportAgeMs(10)
          .setPostgresHost("127.0.0.1")
          .setPostgresPort(5432)
          .build();

  @Test
  void leaderThatHasHeardOfThePrimaryIsBelieved() {
    assertThat(WatchedTopology.knowsOfTheGate(with(HEARD))).isTrue();
    assertThat(WatchedTopology.of(with(HEARD)).primary()).isPresent();
    MemberStatus closed = HEARD.toBuilder().setGate(Gate.GATE_CLOSED).build();
    assertThat(WatchedTopology.knowsOfTheGate(with(closed))).isTrue();
    assertThat(WatchedTopology.of(with(closed)).primary()).isEmpty();
  }

  @Test
  void newLeaderThatHasNotHeardOfThePrimarySaysNothingAgainstIt() {
    MemberStatus unheard = MemberStatus.newBuilder().setName("a").setState("silent").build();
    assertThat(WatchedTopology.knowsOfTheGate(with(unheard))).isFalse();
  }

  @Test
  void whereThereIsNoPrimaryThereIsNothingToWaitFor() {
    ClusterStatus.Builder none = with(HEARD).toBuilder();
    none.getReignBuilder().setPrimary("").setOpen(false);
    assertThat(WatchedTopology.knowsOfTheGate(none.build())).isTrue();
  }

  @Test
  void whoIsAboutToLeaveStaysThePrimaryUntilItsGateIsClosed() {
    Topology topology = WatchedTopology.of(with(HEARD.toBuilder().setLeaving(true).build()));
    assertThat(topology.primary()).isPresent();
    assertThat(topology.leaving()).containsExactly(topology.primary().get());
    assertThat(WatchedTopology.of(with(HEARD)).leaving()).isEmpty();
  }

  /** A witness has no PostgreSQL to lead anybody away from. */
  @Test
  void whoHasNoPostgresIsNobodyToLeave() {
    MemberStatus witness = MemberStatus.newBuilder().setName("a").setLeaving(true).build();
    assertThat(WatchedTopology.of(with(witness)).leaving()).isEmpty();
  }

  @Test
  void whoIsInMaintenanceIsSentNoReaders() {
    MemberStatus readable = HEARD.toBuilder().setName("b").setGate(Gate.GATE_READ).build();
    MemberStatus worked =
        readable.toBuilder().setMaintenance(MaintenanceStatus.newBuilder()).build();
    assertThat(WatchedTopology.of(with(readable)).standbys()).hasSize(1);
    assertThat(WatchedTopology.of(with(worked)).standbys()).isEmpty();
  }

  private static ClusterStatus with(MemberStatus member) {
    ClusterStatus.Builder status = ClusterStatus.newBuilder().addMembers(member);
    status.getLeaderViewBuilder().setAvailable(true);
    status.getReignBuilder().setPrimary("a").setOpen(true).setEpoch(1);
    return status.build();
  }
}
