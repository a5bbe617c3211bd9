package io.saksi.core.decide.check;

import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Member;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/**
 * The primary's own agent says that PostgreSQL is not running, or that it runs as something else.
 * It says so within milliseconds: as soon as the postmaster has ended, for without one it cannot go
 * on, whatever is left of it.
 *
 * <p>That some of it may still be alive, and committing, makes the succession begin too early for
 * no rule: what a standby acknowledges is counted after its promise (I1), and nobody opens before
 * the former primary's fence is recorded, which {@code Busy} is not (I2, I3).
 */
final class PostmasterDead {
  private PostmasterDead() {}

  static Optional<Problem> check(ClusterState state, Reign.Open open, ClusterView view) {
    return view.report(open.primary())
        .filter(report -> !runs(open, report) || isAnother(state, report))
        .map(report ->
            new Problem(
                ProblemCode.POSTMASTER_DEAD,
                open.primary(),
                "the agent of " + open.primary() + " reports " + words(state, report)));
  }

  private static String words(ClusterState state, NodeReport report) {
    if (isAnother(state, report)) {
      return "other data than that on record";
    }
    return switch (report.postgres()) {
      case Postgres.Stopped stopped ->
          stopped.wasPrimary() ? "that PostgreSQL has ended" : "a standby that has ended";
      case Postgres.Busy _ -> "that PostgreSQL has ended";
      case Postgres.Primary primary -> "that PostgreSQL serves epoch " + primary.serves();
      case Postgres.Standby _ -> "a standby";
      case Postgres.Absent _ -> "that there is no data";
      case Postgres.Unusable unusable -> "what cannot be used: " + unusable.reason();
      case Postgres.Witness _ -> "a witness";
    };
  }

  /** The data on record is gone, and something else runs in its place. */
  private static boolean isAnother(ClusterState state, NodeReport report) {
    Optional<InstanceId> recorded = state.member(report.node()).flatMap(Member::instance);
    return report.instance().isPresent()
        && recorded.isPresent()
        && !recorded.equals(report.instance());
  }

  /** A busy agent has not finished looking, for example after its own restart. */
  private static boolean runs(Reign.Open open, NodeReport report) {
    return switch (report.postgres()) {
      case Postgres.Primary primary -> primary.serves().equals(open.epoch());
      case Postgres.Busy busy -> !busy.ended();
      case Postgres.Absent _,
          Postgres.Stopped _,
          Postgres.Standby _,
          Postgres.Unusable _,
          Postgres.Witness _ ->
          false;
    };
  }
}
