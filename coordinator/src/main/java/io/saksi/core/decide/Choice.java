package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.quorum.Eligibility;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Chooses the candidate from the positions that nodes reported after their promise. */
final class Choice {
  private Choice() {}

  static Optional<Command> elect(
      ClusterState state, Reign.Electing electing, ClusterView view, Moment now) {
    if (state.settings().mode() != Mode.SYNC_AUTO) {
      return inPlace(state, electing, view, now);
    }
    if (isAnswerDue(state, electing, view, now)) {
      return Optional.empty();
    }
    Map<NodeId, Position> positions = promisedPositions(state, view, electing.epoch());
    ClusterState informed = state.informed(positions);
    Eligibility eligibility = new Eligibility(informed);
    List<NodeId> eligible =
        positions.keySet().stream()
            .filter(node -> isLiveStandby(state, node, view, now))
            .filter(eligibility::of)
            .sorted(preference(informed, view))
            .toList();
    return eligible.stream()
        .filter(node -> !electing.excluded().contains(node))
        .findFirst()
        .or(() -> eligible.stream().findFirst())
        .<Command>map(node -> promote(informed, electing, node, positions))
        .or(() -> inPlace(state, electing, view, now));
  }

  /**
   * A running standby that is heard is about to answer. Whoever elects without it may elect one
   * that is behind it, and opens without it: exposed, though a standby was there.
   */
  private static boolean isAnswerDue(
      ClusterState state, Reign.Electing electing, ClusterView view, Moment now) {
    boolean patient = now.since(view.reignSince()).compareTo(state.settings().silence()) <= 0;
    return patient
        && view.received().values().stream()
            .map(ClusterView.Received::report)
            .filter(report -> heardRecently(state, report.node(), view, now))
            .filter(report -> hasRecordedInstance(state, report))
            .filter(report -> report.postgres() instanceof Postgres.Standby)
            .anyMatch(report -> report.promised().isBefore(electing.epoch()) || !isRevoked(report));
  }

  private static Command promote(
      ClusterState informed,
      Reign.Electing electing,
      NodeId node,
      Map<NodeId, Position> positions) {
    return new Command.Elect(
        electing.epoch(),
        node,
        Reign.Accession.PROMOTE,
        Optional.empty(),
        positions,
        Proposal.followers(informed, node, positions));
  }

  /**
   * The last open primary may start again where it is. Only once the others had their chance: a
   * node whose PostgreSQL just died is the worse choice, and its crash recovery may take long.
   */
  private static Optional<Command> inPlace(
      ClusterState state, Reign.Electing electing, ClusterView view, Moment now) {
    return state
        .deposed()
        .flatMap(deposed -> view.report(deposed.primary()))
        .filter(report -> hasDied(state, electing, report))
        .filter(report ->
            heardRecently(state, report.node(), view, now)
                && (othersAnswered(state, electing, report.node(), view, now)
                    || waitedEnough(state, view, now)))
        .map(report ->
            new Command.Elect(
                electing.epoch(),
                report.node(),
                Reign.Accession.IN_PLACE,
                Optional.empty(),
                Map.of(),
                Proposal.afterRestart(state, report.node(), view, electing.epoch())));
  }

  private static boolean hasDied(ClusterState state, Reign.Electing electing, NodeReport report) {
    return !report.promised().isBefore(electing.epoch())
        && report.postgres() instanceof Postgres.Stopped stopped
        && stopped.wasPrimary()
        && hasRecordedInstance(state, report);
  }

  private static boolean othersAnswered(
      ClusterState state, Reign.Electing electing, NodeId self, ClusterView view, Moment now) {
    return state.members().values().stream()
        .filter(member -> member.holdsData() && !member.node().equals(self))
        .filter(member -> heardRecently(state, member.node(), view, now))
        .allMatch(member ->
            view.report(member.node()).orElseThrow().promised().compareTo(electing.epoch()) >= 0
                && !isStarting(view.report(member.node()).orElseThrow()));
  }

  private static boolean isStarting(NodeReport report) {
    return !(report.postgres() instanceof Postgres.Standby
        || report.postgres() instanceof Postgres.Absent);
  }

  private static boolean waitedEnough(ClusterState state, ClusterView view, Moment now) {
    return now.since(view.reignSince()).compareTo(state.settings().gatherTimeout()) > 0;
  }

  /**
   * Whether, if every node that is heard now promised at once, somebody would be eligible.
   * Positions are still moving, so this only says whether an election is worth beginning.
   */
  static boolean couldBecomeEligible(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    if (state.settings().mode() != Mode.SYNC_AUTO) {
      return false;
    }
    Map<NodeId, Position> positions = new TreeMap<>();
    for (Member member : state.members().values()) {
      if (!member.node().equals(open.primary()) && heardRecently(state, member.node(), view, now)) {
        position(state, view.report(member.node()).orElseThrow())
            .ifPresent(position -> positions.put(member.node(), position));
      }
    }
    Eligibility eligibility = new Eligibility(state.informed(positions));
    return positions.keySet().stream()
        .filter(node -> isLiveStandby(state, node, view, now))
        .anyMatch(eligibility::of);
  }

  private static Map<NodeId, Position> promisedPositions(
      ClusterState state, ClusterView view, Epoch epoch) {
    Map<NodeId, Position> positions = new TreeMap<>();
    view.received()
        .forEach((node, received) -> {
          NodeReport report = received.report();
          if (!report.promised().isBefore(epoch) && isRevoked(report)) {
            position(state, report).ifPresent(position -> positions.put(node, position));
          }
        });
    return positions;
  }

  /** Promised, and its receiver verified gone; a former primary only when it is dead. */
  private static boolean isRevoked(NodeReport report) {
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
  private static Optional<Position> position(ClusterState state, NodeReport report) {
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

  private static Optional<Position> on(ClusterState state, int timeline, Lsn lsn) {
    return state.history().branch(timeline).map(branch -> new Position(branch, lsn));
  }

  static boolean hasRecordedInstance(ClusterState state, NodeReport report) {
    return report.instance().isPresent()
        && state
            .member(report.node())
            .map(member -> member.instance().equals(report.instance()))
            .orElse(false);
  }

  private static boolean isLiveStandby(
      ClusterState state, NodeId node, ClusterView view, Moment now) {
    return heardRecently(state, node, view, now)
        && state.member(node).map(member -> member.priority() > 0).orElse(false)
        && view.report(node).orElseThrow().postgres() instanceof Postgres.Standby;
  }

  private static boolean heardRecently(
      ClusterState state, NodeId node, ClusterView view, Moment now) {
    return view.received().containsKey(node)
        && view.silence(node, now).compareTo(state.settings().silence()) <= 0;
  }

  /** The furthest; then the least left to replay, the highest priority, the name. */
  private static Comparator<NodeId> preference(ClusterState informed, ClusterView view) {
    Comparator<NodeId> furthest =
        Comparator.comparing(
            node -> informed.history().covers(informed.positions().get(node)).orElseThrow());
    return furthest
        .reversed()
        .thenComparingLong(node -> backlog(view, node))
        .thenComparingInt(node -> -informed.members().get(node).priority())
        .thenComparing(Comparator.naturalOrder());
  }

  private static long backlog(ClusterView view, NodeId node) {
    return view.report(node)
        .map(NodeReport::postgres)
        .filter(Postgres.Standby.class::isInstance)
        .map(Postgres.Standby.class::cast)
        .map(standby -> standby.reached().minus(standby.replayed()))
        .orElse(0L);
  }
}
