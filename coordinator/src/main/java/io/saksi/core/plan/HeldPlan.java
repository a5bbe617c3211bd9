package io.saksi.core.plan;

import io.saksi.core.model.Epoch;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;

/** Nodes that take no part: nobody reads from them, nothing of their data is changed. */
final class HeldPlan {
  private HeldPlan() {}

  /** It promises like everybody, and does nothing else until an operator decides (I6). */
  static List<Action> suspended(ClusterState state, NodeView view) {
    Epoch epoch = state.reign().epoch();
    boolean promised = !view.promised().isBefore(epoch);
    return switch (view.postgres()) {
      case Postgres.Primary primary ->
          primary.serves().isBefore(epoch) ? List.of(new Action.StepDown(epoch)) : List.of();
      case Postgres.Standby standby -> {
        boolean revoked = promised && standby.upstream().isEmpty() && !standby.streaming();
        yield revoked ? closed(view) : List.of(new Action.Revoke(epoch));
      }
      case Postgres.Stopped _, Postgres.Absent _, Postgres.Unusable _ ->
          promised ? List.of() : List.of(new Action.Promise(epoch));
      case Postgres.Busy _, Postgres.Witness _ -> List.of();
    };
  }

  /** A node that was removed or detached, or that has not been let in yet. */
  static List<Action> noMember(ClusterState state, NodeView view) {
    return switch (view.postgres()) {
      case Postgres.Primary _ ->
          state.orders().isHeld(view.self())
              ? List.of(new Action.StepDown(state.reign().epoch()))
              : List.of();
      case Postgres.Standby _ -> closed(view);
      case Postgres.Stopped _,
          Postgres.Absent _,
          Postgres.Unusable _,
          Postgres.Busy _,
          Postgres.Witness _ ->
          List.of();
    };
  }

  private static List<Action> closed(NodeView view) {
    return view.gate() == Gate.CLOSED
        ? List.of()
        : List.of(new Action.SetGate(view.promised(), Gate.CLOSED));
  }
}
