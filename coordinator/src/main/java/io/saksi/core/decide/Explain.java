package io.saksi.core.decide;

import io.saksi.core.decide.check.Problem;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why there is no failover now, who would win one, and what is missing: by the same predicates that
 * decide, on the same inputs.
 */
public final class Explain {
  private Explain() {}

  public static Explanation explain(ClusterState state, ClusterView view, Moment now) {
    List<Problem> problems = Problem.all(state, view, now);
    return switch (state.reign()) {
      case Reign.None _ ->
          new Explanation(
              "there is no database yet",
              List.of(state.founder() + " makes the first database once it is heard"),
              Optional.empty(),
              List.of(),
              problems);
      case Reign.Open open ->
          new Explanation(
              open.primary() + " leads epoch " + open.epoch(),
              whyNone(state, open, view, now),
              Outlook.wouldWin(state, open, view, now),
              Shortcoming.of(
                  state,
                  Outlook.standbyPositions(state, open.primary(), view, now),
                  open.primary(),
                  view,
                  now),
              problems);
      case Reign.Electing electing -> electing(state, electing, view, now, problems);
      case Reign.Elected elected ->
          new Explanation(
              elected.candidate() + " is elected for epoch " + elected.epoch(),
              List.of("a failover is under way"),
              Optional.of(elected.candidate()),
              opening(state, elected, view, now),
              problems);
    };
  }

  private static List<String> whyNone(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    List<Problem> causes = Problem.of(state, open, view, now);
    if (causes.isEmpty()) {
      return List.of("nothing is wrong with " + open.primary());
    }
    return causes.stream()
        .map(problem ->
            problem.code()
                + ": "
                + Trigger.hindrance(state, open, view, now, problem)
                    .orElse("a failover begins now"))
        .toList();
  }

  private static Explanation electing(
      ClusterState state,
      Reign.Electing electing,
      ClusterView view,
      Moment now,
      List<Problem> problems) {
    Map<NodeId, Position> positions = Heard.promisedPositions(state, view, electing.epoch());
    Optional<NodeId> winner =
        Policy.forced(state, electing)
            .map(forced -> forced.target())
            .or(() ->
                Ranking.of(state.informed(positions), positions, view, now)
                    .best(
                        electing.excluded(),
                        Policy.planned(state, electing).map(planned -> planned.target()))
                    .map(Ranking.Pick::candidate));
    List<String> missing = new ArrayList<>(fence(state));
    missing.addAll(
        Shortcoming.of(
            state,
            positions,
            state.deposed().map(Deposed::primary).orElse(state.founder()),
            view,
            now));
    return new Explanation(
        "an election for epoch " + electing.epoch() + " is under way: " + electing.cause(),
        List.of("a failover is under way"),
        winner,
        missing,
        problems);
  }

  private static List<String> fence(ClusterState state) {
    return state
        .deposed()
        .filter(deposed -> deposed.fence().isEmpty())
        .map(deposed -> "a proof that " + deposed.primary() + " no longer serves")
        .stream()
        .toList();
  }

  private static List<String> opening(
      ClusterState state, Reign.Elected elected, ClusterView view, Moment now) {
    List<String> missing = new ArrayList<>(fence(state));
    if (Opening.leading(state, elected, view).isEmpty()) {
      missing.add(elected.candidate() + " does not run as a primary yet");
    } else if (missing.isEmpty() && Opening.open(state, elected, view, now).isEmpty()) {
      missing.add(elected.proposed().set() + " has not flushed the end of its WAL yet");
    }
    return missing;
  }
}
