package io.saksi.core.decide;

import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What it costs to do without a node, asked on the Raft leader before its maintenance begins. It
 * keeps an operator from what he would regret; safety does not rest on it.
 */
public final class Sparing {
  /**
   * One thing that stands against it.
   *
   * @param forbids it cannot be accepted
   */
  public record Cost(String code, String text, String remedy, boolean forbids) {}

  private final ClusterState state;
  private final ClusterView view;
  private final Moment now;
  private final NodeId node;
  private final Optional<NodeId> successor;

  private Sparing(
      ClusterState state,
      ClusterView view,
      Moment now,
      NodeId node,
      Optional<Maintenance.Handover> handover) {
    this.state = state;
    this.view = view;
    this.now = now;
    this.node = node;
    successor = handover.map(Maintenance.Handover::target);
  }

  /**
   * @param handover where the node is the primary: who takes over from it
   */
  public static List<Cost> of(
      ClusterState state,
      ClusterView view,
      NodeId node,
      Optional<Maintenance.Handover> handover,
      Moment now) {
    return new Sparing(state, view, now, node, handover).costs();
  }

  private List<Cost> costs() {
    List<Cost> costs = new ArrayList<>();
    boolean needed = state.isCounted(node) || successor.isPresent();
    if (needed && state.settings().mode() != Mode.ASYNC) {
      copies().ifPresent(costs::add);
    }
    quorum().ifPresent(costs::add);
    return costs;
  }

  private Optional<Cost> copies() {
    long left = state.members().values().stream().filter(this::wouldBeCounted).count();
    int wanted = state.settings().syncCount();
    if (left == 0 && !state.settings().exposedAllowed()) {
      return Optional.of(
          new Cost(
              "NOBODY_LEFT",
              "without "
                  + node
                  + " no standby is left to be counted, and exposed is block: commits"
                  + " would stop",
              "bring another standby in first, or allow it: saksi settings exposed=allow",
              true));
    } else if (left == 0) {
      return Optional.of(
          new Cost(
              "NOBODY_LEFT",
              "without "
                  + node
                  + " no standby is left to be counted: the primary serves alone, and if it is lost"
                  + " meanwhile, service stops until one of the two is back",
              "bring another standby in first",
              false));
    }
    return left < wanted
        ? Optional.of(
            new Cost(
                "FEWER_COPIES",
                "without "
                    + node
                    + " a commit waits for "
                    + left
                    + " standbys instead of "
                    + wanted,
                "bring another standby in first",
                false))
        : Optional.empty();
  }

  private boolean wouldBeCounted(Member member) {
    boolean leads = successor.or(() -> state.reign().leader()).equals(Optional.of(member.node()));
    return !member.node().equals(node)
        && !leads
        && Proposal.mayBeCounted(state, member.node())
        && Heard.isLiveStandby(state, member.node(), view, now)
        && view.report(member.node()).orElseThrow().postgres() instanceof Postgres.Standby standby
        && standby.streaming();
  }

  private Optional<Cost> quorum() {
    int members = state.members().size();
    int needed = members / 2 + 1;
    long heard =
        state.members().keySet().stream()
            .filter(other -> !other.equals(node))
            .filter(other -> Heard.heardRecently(state, other, view, now))
            .count();
    return heard < needed
        ? Optional.of(
            new Cost(
                "QUORUM_AT_RISK",
                "if the agent of "
                    + node
                    + " stops too, "
                    + heard
                    + " of "
                    + members
                    + " are left and no majority: the primary would close",
                "bring the agents back that are silent; or leave the agent of " + node + " running",
                false))
        : Optional.empty();
  }
}
