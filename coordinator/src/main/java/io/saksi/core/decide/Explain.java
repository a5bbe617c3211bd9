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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why there is no failover now, who would win one, and what is missing: by the same predicates that
 * decide, on the same inputs.
 */
public final class Explain {
  private Explain() {}

  private static String founding(ClusterState state, Reign.None none) {
    return none.brought().isPresent()
        ? state.founder()
            + " starts the database that it brings once it is heard; that database has to be"
            + " stopped in order, and be the data directory that was adopted"
        : state.founder() + " makes the first database once it is heard";
  }

  public static Explanation explain(ClusterState state, ClusterView view, Moment now) {
    List<Problem> problems = Problem.all(state, view, now);
    return switch (state.reign()) {
      case Reign.None none ->
          new Explanation(
              "there is no database yet",
              List.of(founding(state, none)),
              Optional.empty(),
              List.of(),
              problems);
      case Reign.Open open -> open(state, open, view, now, problems);
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

  private static Explanation open(
      ClusterState state, Reign.Open open, ClusterView view, Moment now, List<Problem> problems) {
    NodeId primary = open.primary();
    Optional<NodeId> winner = Outlook.wouldWin(state, open, view, now);
    boolean over = LeaseProof.ranOut(state, open.epoch(), view, now);
    boolean silent = isSilent(state, primary, view, now);
    List<String> missing =
        new ArrayList<>(
            Shortcoming.of(
                state, Outlook.standbyPositions(state, primary, view, now), primary, view, now));
    if (silent && winner.isEmpty()) {
      missing.add(wayOut(primary));
    } else if (!silent) {
      if (!Policy.allowsAutomaticFailover(state)) {
        missing.add("an operator's word: in this mode nobody is promoted without it");
      }
      majorityWithout(state, primary, view, now).ifPresent(missing::add);
    }
    return new Explanation(
        primary
            + (over ? " led epoch " : " leads epoch ")
            + open.epoch()
            + (silent ? ", and nothing is heard of it" : "")
            + (over ? ": its lease has run out, so nobody serves" : ""),
        whyNone(state, open, view, now),
        winner,
        missing,
        problems);
  }

  /** Of who has just begun to lead nobody can tell yet. */
  private static boolean isSilent(ClusterState state, NodeId node, ClusterView view, Moment now) {
    return view.silence(node, now).compareTo(state.settings().silence()) > 0;
  }

  /** What is left to an operator where nobody is elected. */
  private static String wayOut(NodeId primary) {
    return primary
        + ": not heard. It has every commit: bring it back; or saksi failover NODE --dry-run says"
        + " what a forced one would lose";
  }

  /** Who would win needs a majority that says so. */
  private static Optional<String> majorityWithout(
      ClusterState state, NodeId primary, ClusterView view, Moment now) {
    int members = state.members().size();
    int needed = members / 2 + 1;
    long left =
        state.members().keySet().stream()
            .filter(node -> !node.equals(primary))
            .filter(node -> Heard.heardRecently(state, node, view, now))
            .count();
    return left < needed
        ? Optional.of(
            "a majority: without the agent of "
                + primary
                + " "
                + left
                + " of "
                + members
                + " are left, and "
                + needed
                + " decide")
        : Optional.empty();
  }

  /** Each reason once, with the problems that it stands against. */
  private static List<String> whyNone(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    List<Problem> causes = Problem.of(state, open, view, now);
    if (causes.isEmpty()) {
      return List.of("nothing is wrong with " + open.primary());
    }
    Map<String, String> codes = new LinkedHashMap<>();
    for (Problem problem : causes) {
      codes.merge(
          Trigger.hindrance(state, open, view, now, problem).orElse("a failover begins now"),
          problem.code().name(),
          (before, code) -> before + ", " + code);
    }
    return codes.entrySet().stream().map(e -> e.getValue() + ": " + e.getKey()).toList();
  }

  private static Explanation electing(
      ClusterState state,
      Reign.Electing electing,
      ClusterView view,
      Moment now,
      List<Problem> problems) {
    Map<NodeId, Position> positions = Heard.promisedPositions(state, view, electing.epoch());
    NodeId former = state.deposed().map(Deposed::primary).orElse(state.founder());
    Optional<NodeId> winner = winner(state, electing, positions, view, now);
    List<String> missing = new ArrayList<>(fence(state));
    missing.addAll(Shortcoming.of(state, positions, former, view, now));
    boolean stuck = winner.isEmpty() && isSilent(state, former, view, now);
    if (stuck) {
      missing.add(wayOut(former));
    }
    return new Explanation(
        "an election for epoch " + electing.epoch() + " is under way: " + electing.cause(),
        List.of(
            stuck && !Policy.allowsAutomaticFailover(state)
                ? "in this mode it waits for an operator: saksi failover NODE"
                : "a failover is under way"),
        winner,
        missing,
        problems);
  }

  private static Optional<NodeId> winner(
      ClusterState state,
      Reign.Electing electing,
      Map<NodeId, Position> positions,
      ClusterView view,
      Moment now) {
    return Policy.forced(state, electing)
        .map(forced -> forced.target())
        .or(() ->
            Ranking.of(state.informed(positions), positions, view, now)
                .best(
                    electing.excluded(),
                    Policy.planned(state, electing).map(planned -> planned.target()))
                .map(Ranking.Pick::candidate));
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
