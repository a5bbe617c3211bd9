package io.saksi.core.model;

import java.util.List;

/**
 * A cluster's name, for people, and its identity: the UUID of its Raft group, made once, at its
 * founding, and anew by each recovery from a disaster.
 *
 * @param former the identities that it had before, oldest first: agents of those are superseded
 */
public record ClusterId(String name, String id, List<Former> former) {
  public ClusterId {
    former = List.copyOf(former);
  }

  /** Of a cluster that never had another identity. */
  public ClusterId(String name, String id) {
    this(name, id, List.of());
  }

  /**
   * An identity that was given up.
   *
   * @param id the UUID of its Raft group
   * @param lost where the agents of the nodes listen that were declared lost
   */
  public record Former(String id, List<Endpoint> lost) {
    public Former {
      lost = List.copyOf(lost);
    }
  }

  /** Counts the identities, from 1. */
  public int generation() {
    return former.size() + 1;
  }

  /** Whether a Raft group is one that this cluster gave up. */
  public boolean supersedes(String group) {
    return former.stream().anyMatch(f -> f.id().equals(group));
  }

  @Override
  public String toString() {
    return name + " (" + id + ")";
  }
}
