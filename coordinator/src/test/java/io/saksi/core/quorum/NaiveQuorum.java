package io.saksi.core.quorum;

import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The quorum arithmetic without arithmetic: every way in which a commit may have been acknowledged
 * is tried, one by one. Deliberately slow and deliberately without a formula.
 *
 * @param sets in force
 * @param reported how far each member reaches that promised and reported, dead since or not
 * @param floor below which nothing lies that may be elected; 0 for none
 * @param former what the former primary said, if it did, and could have said
 */
record NaiveQuorum(
    List<SyncSet> sets, Map<NodeId, Integer> reported, int floor, Optional<Integer> former) {
  /** Beyond what any test reports. */
  private static final int FURTHEST = 8;

  boolean mayLead(NodeId candidate) {
    Integer reach = reported.get(candidate);
    if (reach == null || reach < floor) {
      return false;
    }
    boolean formerIsNotAhead = former.isPresent() && former.get() >= floor && former.get() <= reach;
    return formerIsNotAhead || !losesSomething(reach);
  }

  /** Whether a commit beyond {@code reach} may have been acknowledged to a client. */
  private boolean losesSomething(int reach) {
    for (int commit = reach + 1; commit <= FURTHEST; commit++) {
      for (SyncSet set : sets) {
        if (mayHaveBeenAcknowledged(commit, set)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Some k members have flushed it, or did not say and so may have. */
  private boolean mayHaveBeenAcknowledged(int commit, SyncSet set) {
    return subsets(set.members()).stream()
        .filter(some -> some.size() >= set.k())
        .anyMatch(
            some -> some.stream().allMatch(m -> reported.getOrDefault(m, FURTHEST) >= commit));
  }

  static Set<Set<NodeId>> subsets(Collection<NodeId> members) {
    Set<Set<NodeId>> all = new HashSet<>();
    all.add(Set.of());
    for (NodeId member : members) {
      for (Set<NodeId> smaller : List.copyOf(all)) {
        Set<NodeId> larger = new HashSet<>(smaller);
        larger.add(member);
        all.add(larger);
      }
    }
    return all;
  }
}
