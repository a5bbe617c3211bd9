package io.saksi.core.plan;

import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;

/**
 * A node that an operator works on: its PostgreSQL is neither started nor stopped, neither rewound
 * nor cloned, whatever he does to it. What others rely on goes on: promises, the end of a standby's
 * receiving when a reign ends, and that a primary that may not serve does not.
 */
final class MaintenancePlan {
  private MaintenancePlan() {}

  /**
   * Whether PostgreSQL is left alone. Not while the node leads or is counted: until then nobody was
   * told that it is not needed.
   */
  static boolean leavesAlone(ClusterState state, NodeId self) {
    return state.orders().isInMaintenance(self)
        && !state.reign().leader().equals(Optional.of(self))
        && !state.isCounted(self);
  }

  static List<Action> plan(ClusterState state, NodeView view, List<Action> usual) {
    return switch (view.postgres()) {
      case Postgres.Primary primary ->
          primary.serves().isBefore(state.reign().epoch())
              ? List.of(new Action.StepDown(state.reign().epoch()))
              : List.of();
      case Postgres.Standby _ when view.gate() != Gate.CLOSED && !isRecruited(usual) ->
          List.of(new Action.SetGate(state.reign().epoch(), Gate.CLOSED));
      case Postgres.Standby _ -> usual.stream().filter(MaintenancePlan::isGentle).toList();
      case Postgres.Stopped _, Postgres.Absent _, Postgres.Unusable _ -> promise(state, view);
      case Postgres.Busy _, Postgres.Witness _ ->
          usual.stream().filter(MaintenancePlan::isGentle).toList();
    };
  }

  private static List<Action> promise(ClusterState state, NodeView view) {
    return view.promised().isBefore(state.reign().epoch())
        ? List.of(new Action.Promise(state.reign().epoch()))
        : List.of();
  }

  /** An election does not wait for readers to be sent away. */
  private static boolean isRecruited(List<Action> usual) {
    return usual.stream().anyMatch(Action.Revoke.class::isInstance);
  }

  /** What a running standby does not notice but by its configuration, or what safety asks for. */
  private static boolean isGentle(Action action) {
    return switch (action) {
      case Action.Promise _, Action.Revoke _, Action.StepDown _, Action.Follow _ -> true;
      case Action.SetGate set -> set.gate() == Gate.CLOSED;
      case Action.Found _,
          Action.StartRecruit _,
          Action.StartInPlace _,
          Action.Promote _,
          Action.ApplySync _,
          Action.ShutDown _,
          Action.Checkpoint _,
          Action.CheckFork _,
          Action.Rewind _,
          Action.Clone _ ->
          false;
    };
  }
}
