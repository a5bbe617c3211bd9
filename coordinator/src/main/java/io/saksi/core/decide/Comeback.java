package io.saksi.core.decide;

import io.saksi.core.decide.check.StandbyLagging;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node lacks before it counts again after its maintenance: whatever was done to it, nobody
 * may wait for it, or be promoted on it, on trust alone.
 */
public final class Comeback {
  private final ClusterState state;
  private final NodeId node;
  private final Map<NodeId, NodeReport> heard;

  private Comeback(ClusterState state, NodeId node, Map<NodeId, NodeReport> heard) {
    this.state = state;
    this.node = node;
    this.heard = heard;
  }

  /**
   * In words, in the order in which it comes about; empty once the node is verified.
   *
   * @param heard the reports of those that are heard now, and of nobody else
   */
  public static List<String> missing(
      ClusterState state, NodeId node, Map<NodeId, NodeReport> heard) {
    return new Comeback(state, node, heard).missing();
  }

  private List<String> missing() {
    NodeReport report = heard.get(node);
    if (report == null) {
      return List.of("nothing is heard of its agent");
    } else if (!state.member(node).map(Member::holdsData).orElse(false)) {
      return List.of();
    }
    if (!(state.reign() instanceof Reign.Open open)) {
      return List.of("no primary is open");
    }
    if (state.orders().isHeld(node)) {
      return List.of("it is held out of replication");
    }
    Optional<String> unfit = unfit(open, report);
    if (unfit.isPresent()) {
      return List.of(unfit.get());
    }
    NodeReport primary = heard.get(open.primary());
    if (primary == null || !(primary.postgres() instanceof Postgres.Primary leads)) {
      return List.of("nothing is heard of the primary " + open.primary());
    }
    List<String> missing = new ArrayList<>();
    replication(leads).ifPresent(missing::add);
    commit(primary.facts().commit(), leads).ifPresent(missing::add);
    missing.addAll(limits(open.primary(), primary.facts(), report.facts()));
    return missing;
  }

  private Optional<String> unfit(Reign.Open open, NodeReport report) {
    return switch (report.postgres()) {
      case Postgres.Standby standby -> {
        if (!Heard.hasRecordedInstance(state, report)) {
          yield Optional.of("its data directory is another than the one on record");
        }
        boolean follows =
            standby.timeline() == open.branch().timeline()
                && !report.promised().isBefore(open.epoch());
        yield follows
            ? Optional.empty()
            : Optional.of("it does not follow timeline " + open.branch().timeline() + " yet");
      }
      case Postgres.Busy busy -> Optional.of("its PostgreSQL is " + busy.what());
      case Postgres.Unusable unusable -> Optional.of(unusable.reason());
      case Postgres.Absent _ -> Optional.of("it has no data");
      case Postgres.Stopped _ -> Optional.of("its PostgreSQL does not run");
      case Postgres.Primary _ -> Optional.of("its PostgreSQL runs as a primary");
      case Postgres.Witness _ -> Optional.of("it reports as a witness");
    };
  }

  private Optional<Postgres.Sender> sender(Postgres.Primary primary) {
    return primary.standbys().stream()
        .filter(s -> s.name().equals(node.joiningName()) || s.name().equals(node.name()))
        .filter(s -> s.streaming() && s.isHonest())
        .findFirst();
  }

  private Optional<String> replication(Postgres.Primary primary) {
    Optional<Postgres.Sender> sender = sender(primary);
    if (sender.isEmpty()) {
      return Optional.of("replication does not stream to it");
    }
    return StandbyLagging.isNear(primary, sender.get().name())
        ? Optional.empty()
        : Optional.of(
            "it is " + primary.flushed().minus(sender.get().flushed()) + " bytes of WAL behind");
  }

  /**
   * The primary's probe commits all the time: one that was made since the way back began is to be
   * confirmed by this node.
   */
  private Optional<String> commit(NodeFacts.Commit probe, Postgres.Primary primary) {
    if (probe != NodeFacts.Commit.WORKS) {
      return Optional.of("the primary's commit probe says " + probe);
    }
    Lsn after =
        Optional.ofNullable(state.orders().maintenance().get(node))
            .flatMap(Maintenance::comeback)
            .map(Maintenance.Comeback::after)
            .orElse(Lsn.ZERO);
    boolean confirmed =
        sender(primary).map(Postgres.Sender::flushed).filter(after::isBefore).isPresent();
    return confirmed
        ? Optional.empty()
        : Optional.of("it has not confirmed a commit made since then");
  }

  /** A standby with smaller limits than its primary's does not follow it: 26.4.4 of the manual. */
  private static List<String> limits(NodeId leader, NodeFacts primary, NodeFacts standby) {
    if (primary.limits().isEmpty() || standby.limits().isEmpty()) {
      return List.of("its settings have not been compared with the primary's yet");
    }
    return primary.limits().entrySet().stream()
        .filter(e -> standby.limits().getOrDefault(e.getKey(), 0L) < e.getValue())
        .sorted(Map.Entry.comparingByKey())
        .map(e ->
            e.getKey()
                + " is "
                + standby.limits().getOrDefault(e.getKey(), 0L)
                + " on it, and "
                + e.getValue()
                + " on "
                + leader)
        .toList();
  }
}
