package io.saksi.chaos.client;

import io.saksi.chaos.check.Violation;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** Something that clients do again and again, and what must hold of all they saw. Thread-safe. */
public interface Workload {
  /** Makes its tables, empty. */
  void create(Session session) throws SQLException;

  /**
   * One transaction of a client, noted whatever becomes of it.
   *
   * @param client one thread's number; its steps do not overlap
   */
  Step step(int client, Session session);

  /** All that was noted, a line each, for people. */
  Stream<String> history();

  /**
   * Reads what is there now that all clients have stopped, and compares.
   *
   * @param session with the primary
   */
  List<Violation> check(Session session) throws SQLException;
}
