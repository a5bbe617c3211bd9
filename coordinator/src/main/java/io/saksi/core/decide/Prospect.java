package io.saksi.core.decide;

import io.saksi.core.decide.check.Problem;
import io.saksi.core.decide.check.ProblemCode;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Goals;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the loss of the primary's machine would mean at this moment, against what the operator
 * expects. For people: no decision rests on it.
 */
public record Prospect(Outage outage, Loss loss) {
  /** Whether what would happen is within what is expected. */
  public enum Verdict {
    /** Nobody said what is expected. */
    UNSET,
    MET,
    MISSED,
    /** It cannot be told; never taken for met. */
    UNKNOWN
  }

  /**
   * @param expected without service; empty: it would not return by itself, or nobody can tell
   * @param grounds what it is made of, or why not
   */
  public record Outage(Verdict verdict, Optional<Duration> expected, List<String> grounds) {
    public Outage {
      grounds = List.copyOf(grounds);
    }
  }

  /**
   * @param bytes of WAL that the best standby does not have; empty: nobody can tell
   * @param time in which it was written; empty: nobody can tell
   */
  public record Loss(
      Verdict verdict, Optional<Long> bytes, Optional<Duration> time, List<String> grounds) {
    public Loss {
      grounds = List.copyOf(grounds);
    }
  }

  /**
   * @param view empty: this agent has nothing recent from the Raft leader
   * @param voters of the Raft group
   */
  public static Prospect of(
      ClusterState state,
      Optional<ClusterView> view,
      IncidentTrail trail,
      Set<NodeId> voters,
      Moment now) {
    Goals goals = state.settings().goals();
    if (!(state.reign() instanceof Reign.Open open)) {
      return unknown(goals, "there is no open primary now");
    }
    return view.map(seen ->
            new Prospect(
                new ExpectedOutage(state, open, seen, now).of(trail, voters, goals.rto()),
                new ExpectedLoss(state, open, seen, now).of(trail, goals.rpo())))
        .orElseGet(() -> unknown(goals, "the Raft leader's measurements are missing"));
  }

  private static Prospect unknown(Goals goals, String why) {
    return new Prospect(
        new Outage(unknown(goals.rto()), Optional.empty(), List.of(why)),
        new Loss(unknown(goals.rpo()), Optional.empty(), Optional.empty(), List.of(why)));
  }

  static Verdict unknown(Optional<?> goal) {
    return goal.isPresent() ? Verdict.UNKNOWN : Verdict.UNSET;
  }

  /** A warning for each goal that is missed. */
  public List<Problem> problems(NodeId primary) {
    Stream<Problem> rto =
        outage.verdict() == Verdict.MISSED
            ? Stream.of(
                new Problem(
                    ProblemCode.RTO_NOT_MET,
                    primary,
                    "the loss of " + primary + " now: " + String.join("; ", outage.grounds())))
            : Stream.empty();
    Stream<Problem> rpo =
        loss.verdict() == Verdict.MISSED
            ? Stream.of(
                new Problem(
                    ProblemCode.RPO_NOT_MET,
                    primary,
                    "the loss of " + primary + " now: " + String.join("; ", loss.grounds())))
            : Stream.empty();
    return Stream.concat(rto, rpo).toList();
  }
}
