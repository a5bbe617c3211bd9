package io.saksi.core.model;

import java.util.Optional;

/**
 * A node of the cluster, as Raft knows it.
 *
 * @param raft where its Raft peer listens
 * @param agent where its agent listens for other agents and for operators
 * @param postgres where its PostgreSQL listens; empty for a witness, which only votes
 * @param instance the data directory on record; only its positions count. Empty until it has one
 * @param priority among equally suitable candidates the higher is elected; 0 means never
 */
public record Member(
    NodeId node,
    Endpoint raft,
    Endpoint agent,
    Optional<Endpoint> postgres,
    Optional<InstanceId> instance,
    int priority) {
  public boolean holdsData() {
    return postgres.isPresent();
  }

  public Member withInstance(InstanceId recorded) {
    return new Member(node, raft, agent, postgres, Optional.of(recorded), priority);
  }

  /** The same node as it describes itself now; what Raft has on record about its data stays. */
  public Member movedTo(Member described) {
    return new Member(
        node, described.raft, described.agent, described.postgres, instance, described.priority);
  }
}
