package io.saksi.core.decide;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
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
      return Optional.of("not heard" + waitedFor(informed, node));
    } else if (!Heard.isLiveStandby(informed, node, view, now)) {
      return Optional.of("no running standby");
    }
    return Optional.ofNullable(informed.positions().get(node))
        .flatMap(informed.history()::covers)
        .map(reach ->
            new Eligibility(informed).of(node)
                ? Optional.<String>empty()
                : Optional.of(ineligible(informed, reach)))
        .orElse(Optional.of("no position that counts is known"));
  }

  /** Its return may be what an election waits for. */
  private static String waitedFor(ClusterState informed, NodeId node) {
    return informed.inForce().stream()
        .map(SyncEntry::set)
        .filter(set -> set.members().contains(node))
        .findFirst()
        .map(set ->
            "; commits waited for " + set + ", so it may have what others lack: bring it back")
        .orElse("");
  }

  private static String ineligible(ClusterState informed, Lsn reach) {
    long behind = informed.floorLsn().minus(reach);
    if (behind > 0) {
      return "behind what is known to be acknowledged, by " + behind + " bytes";
    }
    Eligibility eligibility = new Eligibility(informed);
    return informed.inForce().stream()
        .filter(entry -> !eligibility.isSafe(entry, reach))
        .findFirst()
        .map(entry -> unsafe(informed, entry, reach))
        .orElse("it is not known whom commits waited for");
  }

  private static String unsafe(ClusterState informed, SyncEntry entry, Lsn reach) {
    return switch (entry.mode()) {
      case ASYNC -> "further behind than the mode async allows, or its bound is not known";
      case SYNC_AUTO, SYNC_MANUAL ->
          entry.set().isEmpty()
              ? "commits waited for nobody, so only the primary has them all"
              : "may lack commits that "
                  + entry.set()
                  + " confirmed"
                  + undecided(informed, entry.set(), reach);
    };
  }

  /** Who is ahead of it, and whose word is missing. */
  private static String undecided(ClusterState informed, SyncSet set, Lsn reach) {
    List<String> ahead = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (NodeId member : set.members()) {
      Optional<Lsn> other =
          Optional.ofNullable(informed.positions().get(member))
              .filter(_ -> !informed.orders().isHeld(member))
              .flatMap(informed.history()::covers);
      if (other.isEmpty()) {
        unknown.add(member.name());
      } else if (!reach.isAtLeast(other.get())) {
        ahead.add(member.name());
      }
    }
    return words("; position unknown: ", unknown) + words("; further: ", ahead);
  }

  private static String words(String what, List<String> nodes) {
    return nodes.isEmpty() ? "" : what + String.join(", ", nodes);
  }
}
