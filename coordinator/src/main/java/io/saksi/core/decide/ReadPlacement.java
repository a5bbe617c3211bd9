package io.saksi.core.decide;

import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which standby holds which group of read-only addresses, as the Raft leader decides. It is sent
 * with the leader's broadcast and lives as long as the leadership; a holder without a recent
 * broadcast lets go. A group has one holder on purpose: who comes next is told only when whoever
 * was told before has said that he let go, or must have.
 *
 * @param chosen who is to hold each group, and since when he is the one
 */
public record ReadPlacement(Map<String, Chosen> chosen) {
  public static final ReadPlacement NONE = new ReadPlacement(Map.of());

  /**
   * A node that heard nothing holds on for at most {@code HEARD_WITHIN}; then its address lives for
   * at most a kernel lifetime. Together, with room for clocks, they are less than this.
   */
  public static final Duration LETS_GO_WITHIN = Duration.ofSeconds(7);

  /** How long a node relies on the last broadcast that it heard. */
  public static final Duration HEARD_WITHIN = Duration.ofSeconds(2);

  /** What was told and taken back may still be on its way to a node. */
  private static final Duration SETTLED = Duration.ofMillis(500);

  /**
   * @param former who held it before, as far as this leader knows
   */
  record Chosen(NodeId node, Moment since, Optional<NodeId> former) {}

  public ReadPlacement {
    chosen = Map.copyOf(chosen);
  }

  /** Looks at what is: keeps a holder that still can, and finds one for the rest. */
  public ReadPlacement next(ClusterState state, ClusterView view, Moment now) {
    Map<String, Chosen> next = new TreeMap<>();
    for (String group : groups(view)) {
      Optional<Chosen> before = Optional.ofNullable(chosen.get(group));
      Optional<NodeId> wanted = choose(group, before, next, state, view, now);
      wanted.ifPresent(node -> next.put(group, keepOrMove(node, before, now)));
    }
    return new ReadPlacement(next);
  }

  private static Chosen keepOrMove(NodeId node, Optional<Chosen> before, Moment now) {
    return before
        .filter(b -> b.node().equals(node))
        .orElseGet(() -> new Chosen(node, now, before.map(Chosen::node)));
  }

  private static Set<String> groups(ClusterView view) {
    Set<String> groups = new TreeSet<>();
    view.received().values().forEach(r -> groups.addAll(r.report().vips().groups()));
    return groups;
  }

  private static Optional<NodeId> choose(
      String group,
      Optional<Chosen> before,
      Map<String, Chosen> taken,
      ClusterState state,
      ClusterView view,
      Moment now) {
    List<NodeId> standbys =
        view.received().values().stream()
            .map(ClusterView.Received::report)
            .filter(r -> r.vips().offers(group))
            .filter(r -> isStandbyThatServes(r, before, state, view, now))
            .map(NodeReport::node)
            .toList();
    Optional<NodeId> stays =
        before.map(Chosen::node).or(() -> holder(group, view)).filter(standbys::contains);
    return stays
        .or(() ->
            standbys.stream()
                .min(
                    Comparator.<NodeId>comparingLong(node -> load(node, taken))
                        .thenComparing(Comparator.naturalOrder())))
        .or(() -> primary(group, state, view, now));
  }

  private static long load(NodeId node, Map<String, Chosen> taken) {
    return taken.values().stream().filter(c -> c.node().equals(node)).count();
  }

  /** A new leader finds addresses where an earlier one put them, and leaves them there. */
  private static Optional<NodeId> holder(String group, ClusterView view) {
    return view.received().values().stream()
        .map(ClusterView.Received::report)
        .filter(r -> r.vips().holds(group))
        .map(NodeReport::node)
        .findFirst();
  }

  private static boolean isStandbyThatServes(
      NodeReport report,
      Optional<Chosen> before,
      ClusterState state,
      ClusterView view,
      Moment now) {
    boolean chosenBefore = before.map(b -> b.node().equals(report.node())).orElse(false);
    return isHeard(report.node(), state, view, now)
        && report.gate() == Gate.READ
        && report.postgres() instanceof Postgres.Standby standby
        && (standby.streaming() || chosenBefore)
        && !state.orders().isSuspended(report.node())
        && !state.orders().isAway(report.node())
        && isNear(report, standby, chosenBefore, state, view);
  }

  /**
   * A node that lags gives the address up, and so does in time one that receives nothing: a
   * receiver that only starts again is no reason. It gets it back when it is well within the bound,
   * so that an address does not go to and fro.
   */
  private static boolean isNear(
      NodeReport report,
      Postgres.Standby standby,
      boolean chosenBefore,
      ClusterState state,
      ClusterView view) {
    Optional<Postgres.Primary> primary =
        state
            .reign()
            .leader()
            .flatMap(view::report)
            .map(NodeReport::postgres)
            .filter(Postgres.Primary.class::isInstance)
            .map(Postgres.Primary.class::cast);
    long bound = chosenBefore ? report.vips().readLag() : report.vips().readLag() / 2;
    // During a failover there is nobody to compare with, and reads go on.
    return primary.map(p -> p.flushed().minus(standby.replayed()) <= bound).orElse(true);
  }

  private static Optional<NodeId> primary(
      String group, ClusterState state, ClusterView view, Moment now) {
    return state.reign() instanceof Reign.Open open
        ? view.report(open.primary())
            .filter(r -> r.gate() == Gate.WRITE && isHeard(r.node(), state, view, now))
            .filter(r -> r.vips().readOnPrimary() && r.vips().offers(group))
            .map(NodeReport::node)
        : Optional.empty();
  }

  private static boolean isHeard(NodeId node, ClusterState state, ClusterView view, Moment now) {
    return state.member(node).filter(Member::holdsData).isPresent()
        && view.silence(node, now).compareTo(state.settings().silence()) <= 0;
  }

  /** Who may hold each group now: nobody, as long as somebody else still might. */
  public Map<String, NodeId> granted(ClusterState state, ClusterView view, Moment now) {
    Map<String, NodeId> granted = new TreeMap<>();
    chosen.forEach((group, choice) -> {
      boolean free =
          state.members().values().stream()
              .filter(Member::holdsData)
              .map(Member::node)
              .filter(node -> !node.equals(choice.node()))
              .allMatch(node -> letGo(node, group, choice, view, now));
      if (free) {
        granted.put(group, choice.node());
      }
    });
    return granted;
  }

  private static boolean letGo(
      NodeId node, String group, Chosen choice, ClusterView view, Moment now) {
    if (view.silence(node, now).compareTo(LETS_GO_WITHIN) > 0) {
      return true;
    }
    ClusterView.Received last = view.received().get(node);
    if (last == null || last.report().vips().holds(group)) {
      return false;
    }
    boolean wasTold = choice.former().equals(Optional.of(node));
    return !wasTold || last.at().since(choice.since()).compareTo(SETTLED) > 0;
  }
}
