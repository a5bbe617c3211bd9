package io.saksi.core.plan;

import io.saksi.core.model.Epoch;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;

/**
 * While nobody is elected: promise, and say how far the WAL reaches. A standby stops receiving; a
 * former primary dies. Neither is given back to anybody before the election is over.
 */
final class RecruitPlan {
  private RecruitPlan() {}

  static List<Action> plan(Epoch epoch, NodeView view) {
    boolean promised = !view.promised().isBefore(epoch);
    return switch (view.postgres()) {
      case Postgres.Primary _ -> List.of(new Action.StepDown(epoch));
      case Postgres.Standby standby ->
          promised && standby.upstream().isEmpty() && !standby.streaming()
              ? List.of()
              : List.of(new Action.Revoke(epoch));
      case Postgres.Stopped stopped when promised ->
          stopped.wasPrimary() ? List.of() : List.of(new Action.StartRecruit(epoch));
      case Postgres.Stopped _, Postgres.Absent _, Postgres.Unusable _ ->
          promised ? List.of() : List.of(new Action.Promise(epoch));
      case Postgres.Busy _, Postgres.Witness _ -> List.of();
    };
  }
}
