package io.saksi.core.decide;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What may be concluded from what nodes report. */
final class Heard {
  private Heard() {}

  static Map<NodeId, Position> promisedPositions(
      ClusterState state, ClusterView view, Epoch epoch) {
    Map<NodeId, Position> positions = new TreeMap<>();
    view.received()
        .forEach((node, received) -> {
          NodeReport report = received.report();
          if (!report.promised().isBefore(epoch) && isRevoked(report)) {
            position(state, report)
                .filter(position -> !state.wentBack(node, position))
                .ifPresent(position -> positions.put(node, position));
          }
        });
    return positions;
  }

  /** Promised, and its receiver verified gone; a former primary only when it is dead. */
  static boolean isRevoked(NodeReport report) {
    return switch (report.postgres()) {
      case Postgres.Standby standby -> standby.upstream().isEmpty() && !standby.streaming();
      case Postgres.Stopped stopped -> stopped.wasPrimary() && stopped.endOfWal().isPresent();
      case Postgres.Primary _,
          Postgres.Absent _,
          Postgres.Unusable _,
          Postgres.Busy _,
          Postgres.Witness _ ->
          false;
    };
  }

  /**
   * Where the node's WAL ends, if its data directory is the one on record and its timeline one that
   * Raft allotted.
   */
  static Optional<Position> position(ClusterState state, NodeReport report) {
    if (!hasRecordedInstance(state, report)) {
      return Optional.empty();
    }
    return switch (report.postgres()) {
      case Postgres.Standby standby -> on(state, standby.timeline(), standby.reached());
      case Postgres.Stopped stopped ->
          stopped.endOfWal().flatMap(end -> on(state, stopped.timeline(), end));
      case Postgres.Primary _,
          Postgres.Absent _,
          Postgres.Unusable _,
          Postgres.Busy _,
          Postgres.Witness _ ->
          Optional.empty();
    };
  }

  static Optional<Position> on(ClusterState state, int timeline, Lsn lsn) {
    return state.history().branch(timeline).map(branch -> new Position(branch, lsn));
  }

  /** Disks of one size fill together: what moves from one bad disk to the next helps nobody. */
  static boolean hasBadDisk(ClusterView view, NodeId node) {
    return view.report(node)
        .map(report ->
            switch (report.facts().commit()) {
              case DISK_FULL, READ_ONLY, FSYNC_STALLED -> true;
              case UNKNOWN, WORKS, NO_SLOTS, HUNG, REPLICATION_STALLED -> false;
            })
        .orElse(false);
  }

  static boolean hasRecordedInstance(ClusterState state, NodeReport report) {
    return report.instance().isPresent()
        && state
            .member(report.node())
            .map(member -> member.instance().equals(report.instance()))
            .orElse(false);
  }

  static boolean isLiveStandby(ClusterState state, NodeId node, ClusterView view, Moment now) {
    return heardRecently(state, node, view, now)
        && state.member(node).map(Member::holdsData).orElse(false)
        && !state.orders().isHeld(node)
        && view.report(node).orElseThrow().postgres() instanceof Postgres.Standby;
  }

  static boolean heardRecently(ClusterState state, NodeId node, ClusterView view, Moment now) {
    return view.received().containsKey(node)
        && view.silence(node, now).compareTo(state.settings().silence()) <= 0;
  }
}
