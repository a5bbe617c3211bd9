package io.saksi.core.incident;

import io.saksi.core.decide.check.Problem;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a leader sees when it ends a reign: written to the log with the command that does so. */
public final class Evidence {
  /** Findings in one entry. */
  public static final int MOST = 8;

  /** Characters of one finding. */
  public static final int LONGEST = 400;

  private static final String CANDIDATE_FAILED = "CANDIDATE_FAILED";

  private Evidence() {}

  /** Everything that the checks find, those that end reigns first; of a candidate, what it said. */
  public static List<Finding> of(ClusterState state, ClusterView view, Moment now) {
    List<Finding> found =
        state.reign() instanceof Reign.Elected elected
            ? List.of(ofCandidate(elected.candidate(), view, now))
            : Problem.all(state, view, now).stream()
                .map(p -> new Finding(p.code().name(), p.node(), clipped(p.evidence())))
                .toList();
    return found.subList(0, Math.min(MOST, found.size()));
  }

  private static Finding ofCandidate(NodeId candidate, ClusterView view, Moment now) {
    Duration silence = view.silence(candidate, now);
    Optional<String> said = view.report(candidate).map(NodeReport::postgres).map(Object::toString);
    String evidence =
        said.map(postgres -> "its agent reported " + postgres)
                .orElse("nothing was ever heard of it")
            + ", "
            + silence.toMillis()
            + " ms ago";
    return new Finding(CANDIDATE_FAILED, candidate, clipped(evidence));
  }

  private static String clipped(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
