package io.saksi.it;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.saksi.proto.v1.AdminGrpc;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Gate;
import io.saksi.proto.v1.GetStatusRequest;
import io.saksi.proto.v1.MemberKind;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** What the agents say of the cluster. */
public final class Statuses implements AutoCloseable {
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(2);

  private final List<ManagedChannel> agents;

  Statuses(List<Place> places) {
    agents =
        places.stream()
            .map(place ->
                NettyChannelBuilder.forAddress(place.host(), place.agent()).usePlaintext().build())
            .toList();
  }

  /** The furthest of the agents' answers that has the Raft leader's measurements in it. */
  Optional<ClusterStatus> newest() {
    return agents.stream()
        .map(Statuses::ask)
        .flatMap(Optional::stream)
        .filter(status -> status.getLeaderView().getAvailable())
        .max(Comparator.comparingLong(ClusterStatus::getStateVersion));
  }

  /** Waits for a status that is so, and returns it. */
  ClusterStatus await(String what, Duration bound, Predicate<ClusterStatus> wanted)
      throws Exception {
    ClusterStatus[] last = {ClusterStatus.getDefaultInstance()};
    try {
      return Await.present(
          what,
          bound,
          () -> {
            Optional<ClusterStatus> status = newest();
            status.ifPresent(seen -> last[0] = seen);
            return status.filter(wanted);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the last status was\n" + last[0]);
    }
  }

  private static Optional<ClusterStatus> ask(ManagedChannel agent) {
    try {
      return Optional.of(
          AdminGrpc.newBlockingStub(agent)
              .withDeadlineAfter(ANSWER_BOUND.toMillis(), TimeUnit.MILLISECONDS)
              .getStatus(GetStatusRequest.getDefaultInstance()));
    } catch (StatusRuntimeException e) {
      agent.resetConnectBackoff();
      return Optional.empty();
    }
  }

  /** An open primary whose gate is open, in this epoch or a later one. */
  public static boolean isOpen(ClusterStatus status, long epoch) {
    return status.getReign().getOpen()
        && status.getReign().getEpoch() >= epoch
        && status.getMembersList().stream()
            .anyMatch(member ->
                member.getName().equals(status.getReign().getPrimary())
                    && member.getRole() == MemberRole.MEMBER_ROLE_PRIMARY
                    && member.getGate() == Gate.GATE_WRITE);
  }

  /** How many nodes receive the present history. */
  static long streaming(ClusterStatus status) {
    return status.getMembersList().stream()
        .filter(member -> member.getState().equals("streaming"))
        .filter(member -> member.getTimeline() == status.getReign().getTimeline())
        .count();
  }

  /** What was held back since a forced failover, until an operator decides. */
  static List<String> suspended(ClusterStatus status) {
    return status.getMembersList().stream()
        .filter(member -> member.getRole() == MemberRole.MEMBER_ROLE_SUSPENDED)
        .map(MemberStatus::getName)
        .toList();
  }

  static boolean isLive(ClusterStatus status, TestNode node) {
    return status.getMembersList().stream()
        .anyMatch(member -> member.getName().equals(node.name()) && member.getLive());
  }

  /**
   * For how long the primary, this node, has been gone. By the lease: a leader that was elected
   * since has no report of the node that it could age.
   */
  static Duration goneFor(ClusterStatus status, TestNode primary) {
    return isLive(status, primary)
        ? Duration.ZERO
        : Duration.ofMillis(status.getLease().getRenewedAgoMs());
  }

  /** Open, every node live and voting, every other data node streaming and in the only sync set. */
  public static boolean isWhole(ClusterStatus status, int nodes) {
    List<MemberStatus> standbys =
        status.getMembersList().stream()
            .filter(member -> member.getKind() == MemberKind.MEMBER_KIND_DATA)
            .filter(member -> !member.getName().equals(status.getReign().getPrimary()))
            .toList();
    List<String> names = standbys.stream().map(MemberStatus::getName).toList();
    return isOpen(status, 1)
        && status.getMembersCount() == nodes
        // A vote of somebody who is no member is not to be seen otherwise.
        && status.getRaft().getQuorum() == nodes / 2 + 1
        && status.getMembersList().stream().allMatch(m -> m.getLive() && m.getRaftVoter())
        && standbys.stream()
            .allMatch(s ->
                s.getRole() == MemberRole.MEMBER_ROLE_STANDBY
                    && s.getState().equals("streaming")
                    && s.getGate() == Gate.GATE_READ
                    && s.getTimeline() == status.getReign().getTimeline())
        && status.getSetsInForceCount() == 1
        && status.getSyncSet().getMembersList().stream().sorted().toList().equals(names);
  }

  @Override
  public void close() {
    agents.forEach(ManagedChannel::shutdownNow);
  }
}
