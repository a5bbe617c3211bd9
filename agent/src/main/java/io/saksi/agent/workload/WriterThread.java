package io.saksi.agent.workload;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** One writer: insert, note, insert; connect anew when something fails. */
final class WriterThread implements Runnable {
  private static final Duration[] PAUSES = {
    Duration.ZERO, Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMillis(50)
  };

  private final Writer writer;
  private final int id;
  private long next;
  private int failures;
  private volatile Connection connection;

  WriterThread(Writer writer, int id, long first) {
    this.writer = writer;
    this.id = id;
    this.next = first;
  }

  @Override
  public void run() {
    try {
      while (!writer.isStopped()) {
        writeUntilItFails();
        Thread.sleep(PAUSES[Math.min(failures, PAUSES.length - 1)]);
        failures++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeUntilItFails() {
    try (Connection opened = writer.config().database().connect();
        PreparedStatement insert = opened.prepareStatement(Workload.INSERT)) {
      connection = opened;
      while (!writer.isStopped()) {
        write(insert);
      }
    } catch (SQLException e) {
      writer.noteFailure(id, String.valueOf(e.getMessage()));
    } finally {
      connection = null;
    }
  }

  private void write(PreparedStatement insert) throws SQLException {
    long n = next++;
    boolean acknowledged = false;
    try {
      insert.setInt(1, id);
      insert.setLong(2, n);
      insert.setString(3, Workload.payload(writer.run(), id, n));
      insert.executeUpdate();
      // A cancelled wait for synchronous replication looks like a success with a warning
      // (syncrep.c, SyncRepWaitForLSN), and nothing else warns here.
      acknowledged = insert.getWarnings() == null;
    } finally {
      if (!acknowledged) {
        writer.noteUnknown();
      }
    }
    if (acknowledged) {
      failures = 0;
      writer.noteAcknowledged(id, n);
    } else {
      String warning = insert.getWarnings().getMessage();
      insert.clearWarnings();
      writer.noteFailure(id, "a commit with a warning: " + warning);
    }
  }

  /** Cuts the connection off, so that whatever waits on it ends. */
  void abort() {
    Connection open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        // It is gone, which was the point.
        failures++;
      }
    }
  }
}
