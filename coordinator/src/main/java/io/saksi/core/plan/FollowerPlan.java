package io.saksi.core.plan;

import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.History;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;

/**
 * Everybody but the leader follows it. Before it streams from the leader of an epoch a node has
 * promised that epoch, and its WAL was checked against the history: a diverged node would
 * acknowledge what it does not have.
 */
final class FollowerPlan {
  private final ClusterState state;
  private final Epoch epoch;
  private final Branch branch;
  private final NodeId leader;
  private final NodeView view;
  private final Moment now;

  private FollowerPlan(
      ClusterState state, Epoch epoch, Branch branch, NodeId leader, NodeView view, Moment now) {
    this.state = state;
    this.epoch = epoch;
    this.branch = branch;
    this.leader = leader;
    this.view = view;
    this.now = now;
  }

  static List<Action> plan(
      ClusterState state,
      Epoch epoch,
      Branch branch,
      Optional<NodeId> leader,
      NodeView view,
      Moment now) {
    if (view.promised().isBefore(epoch) || view.postgres() instanceof Postgres.Primary) {
      return RecruitPlan.plan(state, epoch, view);
    }
    return new FollowerPlan(state, epoch, branch, leader.orElseThrow(), view, now).next();
  }

  private List<Action> next() {
    return switch (view.postgres()) {
      case Postgres.Standby standby -> standby(standby);
      case Postgres.Stopped stopped when stopped.wasPrimary() -> rejoin().formerPrimary(stopped);
      case Postgres.Stopped _ -> List.of(new Action.StartRecruit(epoch));
      case Postgres.Absent _ -> rejoin().absent();
      case Postgres.Primary _, Postgres.Unusable _, Postgres.Busy _, Postgres.Witness _ ->
          List.of();
    };
  }

  private List<Action> standby(Postgres.Standby standby) {
    if (!fits(standby)) {
      // I5: what left the history is not read from, even while it must not be overwritten yet.
      return unread(rejoin().overwrite());
    }
    List<Action> starved = standby.streaming() ? List.of() : rejoin().starved();
    if (!starved.isEmpty()) {
      // Otherwise reads that end in the middle of the clone would throw away what was cloned.
      return unread(starved);
    }
    Postgres.Upstream wanted = new Postgres.Upstream(leader, streamingName());
    if (!standby.upstream().equals(Optional.of(wanted))) {
      return List.of(new Action.Follow(epoch, wanted.node(), wanted.name()));
    }
    Gate gate = wantedGate(standby);
    return view.isGateAt(gate) ? List.of() : List.of(new Action.SetGate(epoch, gate));
  }

  private List<Action> unread(List<Action> then) {
    return view.gate() == Gate.CLOSED ? then : List.of(new Action.SetGate(epoch, Gate.CLOSED));
  }

  /**
   * A node is counted under its own name only once Raft counts it; until then it streams under its
   * joining name.
   */
  private String streamingName() {
    NodeId self = view.self();
    boolean known =
        view.instance().isPresent()
            && state.member(self).orElseThrow().instance().equals(view.instance());
    boolean proposed =
        state.reign() instanceof Reign.Elected elected
            && elected.proposed().set().members().contains(self);
    return known && (proposed || state.isCounted(self)) ? self.name() : self.joiningName();
  }

  private boolean fits(Postgres.Standby standby) {
    History history = state.history();
    return history
        .branch(standby.timeline())
        .map(of -> history.follows(new Position(of, standby.reached()), branch.timeline()))
        .orElse(false);
  }

  /**
   * Reads go on through a failover, as long as a Raft leader was heard within {@code readTtl}; they
   * begin only on a node that streams from an open primary. They end on one that is to lead soon:
   * its promotion does not wait for its gate then.
   */
  private Gate wantedGate(Postgres.Standby standby) {
    if (isNext()) {
      return Gate.CLOSED;
    }
    boolean confirmed = view.isConfirmed(state.settings().readTtl(), now);
    boolean begins = state.reign() instanceof Reign.Open && standby.streaming();
    return confirmed && (begins || view.gate() == Gate.READ) ? Gate.READ : Gate.CLOSED;
  }

  private boolean isNext() {
    return state
        .orders()
        .switchover()
        .filter(s -> s.epoch().equals(epoch) && s.rolledBack().isEmpty())
        .filter(s -> s.target().equals(view.self()))
        .isPresent();
  }

  private RejoinPlan rejoin() {
    return new RejoinPlan(state, epoch, branch, leader, view, now);
  }
}
