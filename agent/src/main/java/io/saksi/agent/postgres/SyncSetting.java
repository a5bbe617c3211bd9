package io.saksi.agent.postgres;

import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import java.util.Set;
import java.util.stream.Collectors;

/** A value of {@code synchronous_standby_names}. */
public sealed interface SyncSetting {
  /** Commits wait for nobody. */
  record Nobody() implements SyncSetting {}

  /** Every commit waits: the name is one that no standby bears. */
  record Blocked() implements SyncSetting {}

  /** Commits wait for {@code k} of the members; the set is not empty. */
  record Members(SyncSet set) implements SyncSetting {
    public Members {
      if (set.isEmpty()) {
        throw new IllegalArgumentException("an empty set is written as Nobody or Blocked");
      }
    }
  }

  /** The setting for a set, where the empty one means that nobody is waited for. */
  static SyncSetting of(SyncSet set) {
    return set.isEmpty() ? new Nobody() : new Members(set);
  }

  /** As written in the configuration and as {@code SHOW} gives it back. */
  default String text() {
    return switch (this) {
      case Nobody() -> "";
      case Blocked() -> "ANY 1 (__gate__)";
      case Members(SyncSet set) ->
          set.members().stream()
              .map(member -> '"' + member.name() + '"')
              .collect(Collectors.joining(",", "ANY " + set.k() + " (", ")"));
    };
  }

  default Set<NodeId> members() {
    return this instanceof Members(SyncSet set) ? set.members() : Set.of();
  }
}
