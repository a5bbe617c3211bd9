package io.saksi.core.view;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an agent tells the Raft leader about its node.
 *
 * @param promised the node has promised, on disk, to take no WAL of an earlier epoch and not to
 *     serve in one; what {@link Postgres.Stopped} or {@link Postgres.Standby} say was looked at
 *     after that
 * @param instance of its data directory; empty if there is none
 * @param lease what is left of the lease that it holds; empty if it holds none
 * @param appliedVersion the state version that its Raft peer has applied
 * @param trouble what went wrong last, for people; empty if nothing
 * @param facts what else its agent found out
 * @param vips the virtual addresses that it is set up for
 */
public record NodeReport(
    NodeId node,
    Epoch promised,
    Optional<InstanceId> instance,
    Postgres postgres,
    Gate gate,
    Optional<Duration> lease,
    long appliedVersion,
    List<String> trouble,
    NodeFacts facts,
    VipFacts vips) {
  /** Of a node without virtual addresses. */
  public NodeReport(
      NodeId node,
      Epoch promised,
      Optional<InstanceId> instance,
      Postgres postgres,
      Gate gate,
      Optional<Duration> lease,
      long appliedVersion,
      List<String> trouble,
      NodeFacts facts) {
    this(
        node,
        promised,
        instance,
        postgres,
        gate,
        lease,
        appliedVersion,
        trouble,
        facts,
        VipFacts.NONE);
  }

  /** Of an agent that looked at nothing else. */
  public NodeReport(
      NodeId node,
      Epoch promised,
      Optional<InstanceId> instance,
      Postgres postgres,
      Gate gate,
      Optional<Duration> lease,
      long appliedVersion,
      List<String> trouble) {
    this(
        node,
        promised,
        instance,
        postgres,
        gate,
        lease,
        appliedVersion,
        trouble,
        NodeFacts.UNKNOWN);
  }

  public NodeReport {
    trouble = List.copyOf(trouble);
  }

  /** The same, with what has become of the virtual addresses. */
  public NodeReport with(VipFacts now) {
    return new NodeReport(
        node, promised, instance, postgres, gate, lease, appliedVersion, trouble, facts, now);
  }

  /** The same, with more that went wrong. */
  public NodeReport withTrouble(List<String> more) {
    return more.isEmpty()
        ? this
        : new NodeReport(
            node,
            promised,
            instance,
            postgres,
            gate,
            lease,
            appliedVersion,
            Stream.concat(trouble.stream(), more.stream()).toList(),
            facts,
            vips);
  }

  /**
   * Whether the two tell the same story: positions that only moved on, and a lease that only became
   * shorter, are no news.
   */
  public boolean tellsTheSameAs(NodeReport other) {
    return promised.equals(other.promised)
        && instance.equals(other.instance)
        && gate == other.gate
        && trouble.equals(other.trouble)
        && facts.equals(other.facts)
        && vips.equals(other.vips)
        && situation(postgres).equals(situation(other.postgres));
  }

  private static Object situation(Postgres postgres) {
    return switch (postgres) {
      case Postgres.Standby standby ->
          List.of(standby.timeline(), standby.upstream(), standby.streaming());
      case Postgres.Primary primary ->
          List.of(
              primary.serves(),
              primary.timeline(),
              primary.sync(),
              primary.standbys().stream().map(s -> List.of(s.name(), s.streaming())).toList());
      case Postgres.Witness _,
          Postgres.Absent _,
          Postgres.Unusable _,
          Postgres.Stopped _,
          Postgres.Busy _ ->
          postgres;
    };
  }
}
