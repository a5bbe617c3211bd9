package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A standby as its upstream sees it. An LSN that is not known yet is {@link Lsn#ZERO}.
 *
 * @param pid of the WAL sender
 * @param applicationName the name under which it is counted
 * @param clientAddress its IP address; empty for a Unix socket
 * @param state {@code startup}, {@code catchup}, {@code streaming}, {@code backup} or {@code
 *     stopping}
 * @param syncState {@code async}, {@code potential}, {@code sync} or {@code quorum}
 */
public record SenderStatus(
    long pid,
    String applicationName,
    String clientAddress,
    String state,
    Lsn sent,
    Lsn written,
    Lsn flushed,
    Lsn replayed,
    String syncState) {
  private static final String QUERY =
      "SELECT pid, application_name, coalesce(host(client_addr), ''), coalesce(state, ''),"
          + " coalesce(sent_lsn, '0/0')::text, coalesce(write_lsn, '0/0')::text,"
          + " coalesce(flush_lsn, '0/0')::text, coalesce(replay_lsn, '0/0')::text,"
          + " coalesce(sync_state, '') FROM pg_stat_replication ORDER BY application_name, pid";

  /**
   * The standby reports more than it was sent: its history is another. It must not count, and
   * somebody must look at it.
   */
  public boolean claimsMoreThanSent() {
    return sent.isBefore(flushed);
  }

  /** It has flushed {@code lsn}, and what it says about that can be believed. */
  public boolean hasFlushed(Lsn lsn) {
    return flushed.isAtLeast(lsn) && !claimsMoreThanSent();
  }

  static List<SenderStatus> read(Connection connection) throws SQLException {
    List<SenderStatus> senders = new ArrayList<>();
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(QUERY)) {
      while (row.next()) {
        senders.add(
            new SenderStatus(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                Lsn.parse(row.getString(5)),
                Lsn.parse(row.getString(6)),
                Lsn.parse(row.getString(7)),
                Lsn.parse(row.getString(8)),
                row.getString(9)));
      }
    }
    return List.copyOf(senders);
  }
}
