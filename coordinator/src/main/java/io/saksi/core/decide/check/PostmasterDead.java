package io.saksi.core.decide.check;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Reign;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/**
 * The primary's own agent says that PostgreSQL is not running, or that it runs as something else.
 * It says so within milliseconds.
 */
final class PostmasterDead {
  private PostmasterDead() {}

  static Optional<Problem> check(Reign.Open open, ClusterView view) {
    return view.report(open.primary())
        .filter(report -> !runs(open, report))
        .map(report ->
            new Problem(
                Cause.POSTMASTER_DEAD,
                open.primary(),
                "the agent of " + open.primary() + " reports " + report.postgres()));
  }

  /** A busy agent has not finished looking, for example after its own restart. */
  private static boolean runs(Reign.Open open, NodeReport report) {
    return switch (report.postgres()) {
      case Postgres.Primary primary -> primary.serves().equals(open.epoch());
      case Postgres.Busy _ -> true;
      case Postgres.Absent _,
          Postgres.Stopped _,
          Postgres.Standby _,
          Postgres.Unusable _,
          Postgres.Witness _ ->
          false;
    };
  }
}
