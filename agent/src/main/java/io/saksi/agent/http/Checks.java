package io.saksi.agent.http;

import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Tags;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Whether the node passes what a path with its query asks. */
final class Checks {
  /** Patroni's {@code maximum_lag_on_failover} as it comes. */
  private static final long READY_LAG = 1 << 20;

  private final Standing standing;
  private final NodeId self;
  private final Query query;

  Checks(Standing standing, NodeId self, Query query) {
    this.standing = standing;
    this.self = self;
    this.query = query;
  }

  boolean primary() {
    return standing.isPrimary();
  }

  boolean replica() {
    return standing.isReplica() && isNear(query.lag()) && isInState() && hasTags();
  }

  boolean readOnly() {
    return primary() || replica();
  }

  boolean sync() {
    return replica() && standing.isCounted();
  }

  boolean readOnlySync() {
    return primary() || sync();
  }

  boolean async() {
    return replica() && !standing.isCounted();
  }

  /** A lag that nobody knows is not taken for a small one. */
  boolean ready() {
    return primary()
        || standing.votes()
        || (standing.isReplica()
            && standing.isStreaming()
            && isNear(OptionalLong.of(query.lag().orElse(READY_LAG))));
  }

  private boolean isNear(OptionalLong bound) {
    if (bound.isEmpty()) {
      return true;
    }
    OptionalLong lag = standing.lag(query.applied());
    return lag.isPresent() && lag.getAsLong() <= bound.getAsLong();
  }

  private boolean isInState() {
    return query
        .replicationState()
        .map(wanted -> wanted.equals("streaming") && standing.isStreaming())
        .orElse(true);
  }

  private boolean hasTags() {
    Optional<Tags> tags = standing.state().flatMap(state -> state.member(self)).map(Member::tags);
    return query.tags().entrySet().stream()
        .allMatch(wanted -> tags.map(have -> has(have, wanted)).orElse(false));
  }

  private boolean has(Tags tags, Map.Entry<String, String> wanted) {
    return switch (wanted.getKey()) {
      case "zone" -> tags.zone().equals(Optional.of(wanted.getValue()));
      case "failover_priority" -> Integer.toString(tags.priority()).equals(wanted.getValue());
      case "noloadbalance" -> Boolean.toString(standing.isAway()).equals(wanted.getValue());
      case "nofailover" -> Boolean.toString(tags.priority() == 0).equals(wanted.getValue());
      case "nosync" -> Boolean.toString(tags.nosync()).equals(wanted.getValue());
      case String _ -> false;
    };
  }
}
