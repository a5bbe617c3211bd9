package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A session kept for finding out whether a commit comes back: it takes the reserved slots of
 * superusers, so that it is there when no client gets in. One thread commits; another may close.
 */
public final class ProbeSession implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final int FOR_EVER = 0;
  private static final String COMMIT = "SELECT pg_logical_emit_message(true, 'saksi', 'probe')";

  /** What a commit of the session waits for. */
  public enum Waits {
    /** {@code synchronous_commit=on}. */
    FOR_STANDBYS,
    /** {@code synchronous_commit=local}. */
    FOR_THE_DISK
  }

  /** What came back. */
  public enum Answer {
    COMMITTED,
    /** SQLSTATE 53100. */
    NO_SPACE,
    /** SQLSTATE 53300. */
    NO_SLOTS,
    /** Another error: something is alive there. */
    ERROR,
    /** Nothing: no connection, or it broke. */
    SILENT
  }

  private final LocalSessions sessions;
  private final Waits waits;
  private final AtomicReference<Connection> kept = new AtomicReference<>();

  ProbeSession(LocalSessions sessions, Waits waits) {
    this.sessions = sessions;
    this.waits = waits;
  }

  /**
   * Commits. Blocks for as long as the server takes, without bound, and is ended by the end of the
   * server or by {@link #close}.
   */
  public Answer commit() throws InterruptedException {
    try {
      LocalSessions.execute(connection(), COMMIT);
      return Answer.COMMITTED;
    } catch (SQLException e) {
      return failed(e);
    } catch (PostgresException e) {
      return e.getCause() instanceof SQLException cause ? failed(cause) : Answer.SILENT;
    }
  }

  private Connection connection() throws PostgresException, InterruptedException, SQLException {
    Connection present = kept.get();
    if (present != null) {
      return present;
    }
    Connection fresh =
        switch (waits) {
          case FOR_STANDBYS -> sessions.connectSynchronous(CONNECT);
          case FOR_THE_DISK -> sessions.connect(CONNECT);
        };
    fresh.setNetworkTimeout(Runnable::run, FOR_EVER);
    kept.set(fresh);
    return fresh;
  }

  private Answer failed(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return switch (state) {
      case "53100" -> Answer.NO_SPACE;
      case "53300" -> Answer.NO_SLOTS;
      default -> {
        close();
        // 08 is the driver's word for a connection that is not there or broke.
        yield state.isEmpty() || state.startsWith("08") ? Answer.SILENT : Answer.ERROR;
      }
    };
  }

  @Override
  public void close() {
    Connection connection = kept.getAndSet(null);
    if (connection != null) {
      LocalSessions.abort(connection);
    }
  }
}
