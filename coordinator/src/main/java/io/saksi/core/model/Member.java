package io.saksi.core.model;

import java.util.Optional;

/**
 * A node of the cluster, as Raft knows it.
 *
 * @param raft where its Raft peer listens
 * @param agent where its agent listens for other agents and for operators
 * @param postgres where its PostgreSQL listens; empty for a witness, which only votes
 * @param instance the data directory on record; only its positions count. Empty until it has one
 * @param tags what it may be used for
 */
public record Member(
    NodeId node,
    Endpoint raft,
    Endpoint agent,
    Optional<Endpoint> postgres,
    Optional<InstanceId> instance,
    Tags tags) {

  /**
   * @param priority its only tag
   */
  public Member(
      NodeId node,
      Endpoint raft,
      Endpoint agent,
      Optional<Endpoint> postgres,
      Optional<InstanceId> instance,
      int priority) {
    this(node, raft, agent, postgres, instance, Tags.of(priority));
  }

  public boolean holdsData() {
    return postgres.isPresent();
  }

  public int priority() {
    return tags.priority();
  }

  /** Whether it may ever lead. */
  public boolean mayLead() {
    return holdsData() && tags.priority() > 0;
  }

  public Member withInstance(InstanceId recorded) {
    return new Member(node, raft, agent, postgres, Optional.of(recorded), tags);
  }

  public Member withoutInstance() {
    return new Member(node, raft, agent, postgres, Optional.empty(), tags);
  }

  public Member withTags(Tags given) {
    return new Member(node, raft, agent, postgres, instance, given);
  }

  /**
   * The same node as it describes itself now; what Raft has on record about its data stays, and
   * what an operator said (I6).
   */
  public Member movedTo(Member described) {
    return new Member(
        node,
        described.raft,
        described.agent,
        described.postgres,
        instance,
        tags.pinned() ? tags : described.tags);
  }
}
