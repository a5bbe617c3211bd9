package io.saksi.agent.postgres;

import io.saksi.core.model.NodeId;
import java.util.Optional;

/** WAL senders that would hold a shutdown up. */
final class LateSenders {
  private LateSenders() {}

  /** The statement that ends them. */
  static String ended(Optional<NodeId> spared, long behind) {
    return "select pg_terminate_backend(pid) from pg_stat_replication where application_name"
        // Names of nodes have no quotes in them.
        + spared
            .map(node -> " not in ('" + node + "', '" + node.joiningName() + "')")
            .orElse(" is not null")
        + " and (state <> 'streaming'"
        + " or flush_lsn is null or reply_time < now() - interval '2500 ms'"
        + " or pg_current_wal_flush_lsn() - flush_lsn > "
        + behind
        + ")";
  }
}
