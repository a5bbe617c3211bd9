package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Makes a standby a primary on exactly the timeline that was allotted, with the gate closed. */
final class Promotion {
  private static final Duration WAKE_DELAY = Duration.ofMillis(4);
  private static final Duration WAKE_INTERVAL = Duration.ofMillis(50);
  private static final Duration POLL = Duration.ofMillis(2);

  private final Context context;
  private final PostgresServer server;
  private final GateKeeper gate;

  Promotion(Context context, PostgresServer server, GateKeeper gate) {
    this.context = context;
    this.server = server;
    this.gate = gate;
  }

  /**
   * @param former who led last
   */
  Promoted promote(int targetTimeline, SyncSetting sync, Optional<NodeId> former, Duration bound)
      throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    // Sessions of a standby survive its promotion, and a conflict with one of them delays it.
    if (gate.current() != Gate.CLOSED || gate.isInDoubt()) {
      gate.set(Gate.CLOSED, bound);
    }
    try {
      context.files().writeUpstream(Optional.empty(), context.secrets());
      context.files().writeSync(sync);
      server.reload();
      return context
          .sessions()
          .with(deadline.remaining(), c -> promote(c, targetTimeline, former, deadline));
    } catch (IOException e) {
      throw context.directory().failed("prepare the promotion of", e);
    }
  }

  private Promoted promote(
      Connection connection, int target, Optional<NodeId> former, Deadline deadline)
      throws SQLException, PostgresException, InterruptedException {
    if (!(new Observer(context).observe(connection).role()
        instanceof Observation.Role.Standby standby)) {
      throw new PostgresException("this is no standby", "it cannot be promoted");
    }
    if (standby.receiver().isPresent()) {
      throw new PostgresException("the standby still receives WAL", "revoke it first");
    }
    try {
      new BurnedTimelines(context.config().dataDirectory()).block(standby.timeline(), target);
    } catch (IOException e) {
      throw context.directory().failed("block timeline numbers in", e);
    }
    new Archiving(context).takeOver(connection, former, standby.timeline(), standby.end());
    LocalSessions.execute(connection, "SELECT pg_promote(false)");
    awaitPrimary(connection, deadline);
    try {
      return promoted(connection, target);
    } catch (IOException e) {
      throw new OutcomeUnknownException(
          "promoted, but the new timeline's history cannot be read: " + e,
          "kill every process of the instance; its timeline number is burned",
          e);
    }
  }

  private void awaitPrimary(Connection connection, Deadline deadline)
      throws SQLException, PostgresException, InterruptedException {
    Deadline wake = Deadline.in(WAKE_DELAY);
    while ("t".equals(LocalSessions.value(connection, "SELECT pg_is_in_recovery()"))) {
      if (wake.passed()) {
        // Startup may be sleeping until its next attempt to stream: the signal wakes it.
        server.hangUp();
        wake = Deadline.in(WAKE_INTERVAL);
      }
      if (!deadline.pause(POLL)) {
        throw new OutcomeUnknownException(
            "the promotion has not ended within " + deadline.bound().toMillis() + " ms",
            "kill every process of the instance; its timeline number is burned");
      }
    }
  }

  private Promoted promoted(Connection connection, int target)
      throws SQLException, PostgresException, IOException {
    String walFile =
        LocalSessions.value(connection, "SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
    int timeline = Integer.parseInt(walFile.substring(0, 8), 16);
    if (timeline != target) {
      throw new OutcomeUnknownException(
          "PostgreSQL promoted to timeline " + timeline + " instead of " + target,
          "kill every process of the instance and clone it anew");
    }
    Lsn end = Lsn.parse(LocalSessions.value(connection, "SELECT pg_current_wal_flush_lsn()::text"));
    TimelineHistory history = new WalFiles(context.config().dataDirectory(), 1).history(timeline);
    if (history.forks().isEmpty()) {
      throw new IOException("the history of timeline " + timeline + " is empty");
    }
    TimelineHistory.Fork last = history.forks().getLast();
    return new Promoted(timeline, last.timeline(), last.end(), end);
  }

  /** Puts the new timeline into the control file, where pg_rewind looks. May take minutes. */
  void checkpoint(Duration bound) throws PostgresException, InterruptedException {
    context
        .sessions()
        .with(
            bound,
            connection -> {
              LocalSessions.execute(connection, "CHECKPOINT");
              return null;
            });
  }
}
