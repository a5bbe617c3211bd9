package io.saksi.core.decide;

import io.saksi.core.decide.check.Problem;
import io.saksi.core.model.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What {@code explain} says.
 *
 * @param standing in one sentence, where the cluster stands
 * @param whyNoFailover for each reason that there could be, why it does not begin one now; one
 *     sentence if there is no reason
 * @param winner who would be elected if an election began now, or goes on
 * @param missing what keeps each other data node from being elected, and what is waited for
 * @param problems everything that the checks found
 */
public record Explanation(
    String standing,
    List<String> whyNoFailover,
    Optional<NodeId> winner,
    List<String> missing,
    List<Problem> problems) {
  public Explanation {
    whyNoFailover = List.copyOf(whyNoFailover);
    missing = List.copyOf(missing);
    problems = List.copyOf(problems);
  }
}
