package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.decide.check.StandbyFlapping;
import io.saksi.core.decide.check.StandbyLagging;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.SyncPlan;
import io.saksi.core.quorum.Eligibility;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps the sync set to the standbys that are there: out with those that have been gone too long,
 * in with those that have been back long enough.
 */
final class SyncCare {
  private SyncCare() {}

  static Optional<Command> next(ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    Optional<NodeReport> report =
        view.report(open.primary())
            .filter(r -> view.silence(r.node(), now).compareTo(state.settings().silence()) <= 0);
    if (report.isEmpty()
        || !(report.get().postgres() instanceof Postgres.Primary primary)
        || !primary.serves().equals(open.epoch())) {
      return Optional.empty();
    }
    SyncEntry last = state.inForce().getLast();
    if (state.inForce().size() > 1 && SyncPlan.gathered(last, primary)) {
      Optional<Position> marker =
          primary.sync().map(proof -> new Position(open.branch(), proof.marker()));
      return Optional.of(new Command.ConfirmSet(open.epoch(), last.id(), marker));
    }
    SyncSet wanted = wanted(state, open, primary, view, now);
    boolean asWished = wanted.equals(last.set()) && last.mode() == state.settings().mode();
    if (asWished || !mayAppend(state, wanted, report.get(), view, now)) {
      return Optional.empty();
    }
    return Optional.of(new Command.AppendSet(open.epoch(), wanted));
  }

  /**
   * To stop counting anybody is asked for by a primary that lives and holds its lease, or not at
   * all: with that entry in the list only this primary can be elected. Where that is not allowed,
   * the set stays as it is and commits wait; unless the data of so many members is gone that the
   * list elects nobody either, for those cannot be counted again before they are out of it. The
   * gate closes first (decision record 0010).
   */
  private static boolean mayAppend(
      ClusterState state, SyncSet wanted, NodeReport primary, ClusterView view, Moment now) {
    if (!wanted.isEmpty()) {
      return true;
    }
    boolean holdsLease = primary.lease().map(Duration::isPositive).orElse(false);
    boolean allowed =
        state.settings().exposedAllowed()
            || state.settings().mode() == Mode.ASYNC
            || electsNobody(state, view, now);
    return holdsLease && allowed;
  }

  /** Who is to be elected by counting has to be safe in every set of the list. */
  private static boolean electsNobody(ClusterState state, ClusterView view, Moment now) {
    return state.inForce().stream()
        .map(SyncEntry::set)
        .anyMatch(set ->
            set.members().stream().filter(member -> !hasOtherData(state, member, view, now)).count()
                < Eligibility.needed(set));
  }

  private static boolean hasOtherData(
      ClusterState state, NodeId member, ClusterView view, Moment now) {
    return Heard.heardRecently(state, member, view, now)
        && view.report(member)
            .filter(report -> !Heard.hasRecordedInstance(state, report))
            .filter(report -> !(report.postgres() instanceof Postgres.Busy))
            .isPresent();
  }

  private static SyncSet wanted(
      ClusterState state, Reign.Open open, Postgres.Primary primary, ClusterView view, Moment now) {
    Set<NodeId> members = new TreeSet<>();
    for (Member member : state.members().values()) {
      boolean counted = state.inForce().getLast().set().members().contains(member.node());
      boolean keeps = counted && !isLost(state, member.node(), view, now);
      boolean joins = !counted && hasJoined(state, open, primary, member, view, now);
      if ((keeps || joins) && Proposal.mayBeCounted(state, member.node())) {
        members.add(member.node());
      }
    }
    return Proposal.of(
        state.settings(), state.settings().mode(), Preferred.of(state, open.primary(), members));
  }

  private static boolean isLost(ClusterState state, NodeId node, ClusterView view, Moment now) {
    Moment since = view.sightings().goneSince().get(node.name());
    return since != null && now.since(since).compareTo(state.settings().memberLost()) > 0;
  }

  /**
   * Verified by what both ends say: it streams this branch from this primary, honestly, near its
   * end, and has for a while. While an entry of the list counts it, it streams by its own name.
   */
  private static boolean hasJoined(
      ClusterState state,
      Reign.Open open,
      Postgres.Primary primary,
      Member member,
      ClusterView view,
      Moment now) {
    Optional<NodeReport> report = view.report(member.node());
    if (member.node().equals(open.primary())
        || report.isEmpty()
        || !Heard.hasRecordedInstance(state, report.get())
        || report.get().promised().isBefore(open.epoch())
        || !(report.get().postgres() instanceof Postgres.Standby standby)
        || standby.timeline() != open.branch().timeline()
        || view.silence(member.node(), now).compareTo(state.settings().silence()) > 0) {
      return false;
    }
    String name =
        state.isCounted(member.node()) ? member.node().name() : member.node().joiningName();
    Moment since = view.sightings().streamingSince().get(name);
    return since != null
        && now.since(since).compareTo(StandbyFlapping.stableFor(state, view, member.node())) >= 0
        && StandbyLagging.isNear(primary, name);
  }
}
