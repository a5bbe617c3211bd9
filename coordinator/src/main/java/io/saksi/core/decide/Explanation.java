package io.saksi.core.decide;

import io.saksi.core.decide.check.Problem;
import io.saksi.core.model.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * What {@code explain} says.
 *
 * @param standing in one sentence, where the cluster stands
 * @param whyNoFailover what stands against a failover now, each after the codes of the problems
 *     that would begin one; one sentence if there is no such problem
 * @param winner who would be elected if an election began now, or goes on
 * @param missing what keeps each other data node from being elected, what is waited for, and what
 *     is left to an operator where nobody would be
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
