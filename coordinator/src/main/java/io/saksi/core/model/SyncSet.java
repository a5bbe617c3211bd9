package io.saksi.core.model;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The standbys counted for synchronous commit, {@code ANY k (S)}: a commit is acknowledged once
 * {@code k} of {@code members} have flushed it. Either nobody and 0, or 1 ≤ k ≤ |S|; nothing else
 * can be written down.
 */
public record SyncSet(Set<NodeId> members, int k) {
  /** Commits wait for nobody: asynchronous, or a primary that is exposed. */
  public static final SyncSet NOBODY = new SyncSet(Set.of(), 0);

  public SyncSet {
    members = Collections.unmodifiableSet(new TreeSet<>(members));
    boolean nobody = members.isEmpty() && k == 0;
    if (!nobody && (k < 1 || k > members.size())) {
      throw new IllegalArgumentException("no sync set: ANY " + k + " of " + members);
    }
  }

  public static SyncSet any(int k, Collection<NodeId> members) {
    return new SyncSet(Set.copyOf(members), k);
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  @Override
  public String toString() {
    return isEmpty()
        ? "nobody"
        : "ANY "
            + k
            + " ("
            + members.stream().map(NodeId::name).collect(Collectors.joining(", "))
            + ")";
  }
}
