package io.saksi.chaos.client;

import io.saksi.chaos.check.Outcome;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/**
 * One transaction, tried once.
 *
 * @param value what its statements returned, where all of them succeeded
 * @param failure why it is not {@link Outcome#OK}
 */
record Attempt<T>(Outcome outcome, Optional<T> value, Optional<SQLException> failure) {
  /** Serialization failure and deadlock: rolled back for certain, also where COMMIT says so. */
  private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01");

  /** The statements of it, without BEGIN and COMMIT. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws SQLException;
  }

  static <T> Attempt<T> of(Session session, Work<T> work) {
    T value;
    try {
      value = work.run();
    } catch (SQLException e) {
      return afterStatement(session, e);
    }
    try {
      // A cancelled wait for synchronous replication looks like a success with a warning
      // (syncrep.c, SyncRepWaitForLSN), and nothing else warns here.
      Optional<SQLException> warning = session.commit();
      Outcome outcome = warning.isEmpty() ? Outcome.OK : Outcome.UNKNOWN;
      return new Attempt<>(outcome, Optional.of(value), warning);
    } catch (SQLException e) {
      Outcome outcome = isRolledBack(e) ? Outcome.FAILED : Outcome.UNKNOWN;
      return new Attempt<>(outcome, Optional.of(value), Optional.of(e));
    }
  }

  /** COMMIT was not sent: whatever becomes of the connection, this transaction is rolled back. */
  private static <T> Attempt<T> afterStatement(Session session, SQLException failure) {
    try {
      session.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    return new Attempt<>(Outcome.FAILED, Optional.empty(), Optional.of(failure));
  }

  private static boolean isRolledBack(SQLException failure) {
    return ROLLED_BACK.contains(String.valueOf(failure.getSQLState()));
  }

  /** Whether the connection may go on; anything else than a conflict speaks against it. */
  boolean connectionIsFine() {
    return failure.isEmpty() || isRolledBack(failure.get());
  }
}
