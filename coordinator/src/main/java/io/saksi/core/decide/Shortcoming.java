package io.saksi.core.decide;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.quorum.Eligibility;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What keeps each data node from being elected, by the predicates that elect. */
final class Shortcoming {
  private Shortcoming() {}

  static List<String> of(
      ClusterState state,
      Map<NodeId, Position> positions,
      NodeId primary,
      ClusterView view,
      Moment now) {
    ClusterState informed = state.informed(positions);
    List<String> missing = new ArrayList<>();
    for (Member member : state.members().values()) {
      if (member.holdsData() && !member.node().equals(primary)) {
        whyNot(informed, member, view, now)
            .ifPresent(reason -> missing.add(member.node() + ": " + reason));
      }
    }
    return missing;
  }

  private static Optional<String> whyNot(
      ClusterState informed, Member member, ClusterView view, Moment now) {
    NodeId node = member.node();
    if (informed.orders().isHeld(node)) {
      return Optional.of("held out of replication");
    } else if (informed.orders().isInMaintenance(node)) {
      return Optional.of("in maintenance: " + informed.orders().maintenance().get(node).reason());
    } else if (!member.mayLead()) {
      return Optional.of("tagged never to be promoted");
    } else if (!Heard.heardRecently(informed, node, view, now)) {
      return Optional.of("not heard");
    } else if (!Heard.isLiveStandby(informed, node, view, now)) {
      return Optional.of("no running standby");
    }
    Eligibility eligibility = new Eligibility(informed);
    Optional<Lsn> reach =
        Optional.ofNullable(informed.positions().get(node)).flatMap(informed.history()::covers);
    if (reach.isEmpty()) {
      return Optional.of("no position that counts is known");
    }
    return eligibility.of(node)
        ? Optional.empty()
        : Optional.of(
            informed.inForce().stream()
                .filter(entry -> !eligibility.isSafe(entry, reach.get()))
                .findFirst()
                .map(entry -> unsafe(entry, eligibility, reach.get()))
                .orElse("behind what is known to be acknowledged"));
  }

  private static String unsafe(SyncEntry entry, Eligibility eligibility, Lsn reach) {
    return switch (entry.mode()) {
      case ASYNC -> "further behind than the mode async allows, or its bound is not known";
      case SYNC_AUTO, SYNC_MANUAL ->
          entry.set().isEmpty()
              ? "commits waited for nobody, so only the primary has them all"
              : "positions of "
                  + eligibility.missing(entry.set(), reach)
                  + " more of "
                  + entry.set()
                  + " are needed, none beyond its own";
    };
  }
}
