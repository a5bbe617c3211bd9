package io.saksi.core.decide.check;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something is wrong.
 *
 * @param evidence what was seen, for the operator and the incident record
 */
public record Problem(ProblemCode code, NodeId node, String evidence) {

  public Optional<Cause> cause() {
    return code.cause();
  }

  public String remedy() {
    return code.remedy();
  }

  /** The problems of this primary that may end its reign, the most certain first. */
  public static List<Problem> of(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    return Stream.of(
            PostmasterDead.check(state, open, view),
            NodeSilent.check(state, open, view, now),
            LeaseRanOut.check(state, open, view, now),
            PrimaryCannotCommit.check(state, open, view, now),
            PrimaryNotServing.check(state, open, view, now))
        .flatMap(Optional::stream)
        .filter(problem -> problem.cause().isPresent())
        .toList();
  }

  /** Everything that the checks find, for status. */
  public static List<Problem> all(ClusterState state, ClusterView view, Moment now) {
    List<Problem> all = new ArrayList<>();
    if (state.reign() instanceof Reign.Open open) {
      all.addAll(of(state, open, view, now));
      all.addAll(FailoverDamped.check(state, open, view, now, List.copyOf(all)));
      Stream.of(
              AgentGone.check(state, open, view, now),
              PrimaryCannotCommit.check(state, open, view, now)
                  .filter(problem -> problem.cause().isEmpty()),
              Exposed.check(state, open),
              SwitchoverUnderWay.check(state, open),
              SwitchoverScheduled.check(state, open),
              Paused.check(state, open))
          .flatMap(Optional::stream)
          .forEach(all::add);
      all.addAll(StandbyLagging.check(state, open, view, now));
      all.addAll(ReceiverGone.check(state, open, view, now));
      all.addAll(StandbyFlapping.check(state, view));
    }
    all.addAll(ClockOutOfBounds.check(view));
    all.addAll(NoFencePossible.check(view));
    all.addAll(NodeSuspended.check(state));
    all.addAll(InMaintenance.check(state, view, now));
    all.addAll(HooksFailed.check(view));
    all.addAll(VirtualAddresses.check(state, view, now));
    return List.copyOf(all);
  }
}
