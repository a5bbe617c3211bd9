package io.saksi.agent.workload;

/** What the writer and the verifier agree on. */
final class Workload {
  static final String TABLE = "saksi_workload";

  static final String CREATE =
      "create table if not exists "
          + TABLE
          + " (writer int, n bigint, payload text, written_at timestamptz, primary key (writer,"
          + " n))";

  static final String INSERT =
      "insert into " + TABLE + " (writer, n, payload, written_at) values (?, ?, ?, now())";

  private Workload() {}

  /** The run is part of the row: a row of another run under the same number is not the one. */
  static String payload(String run, int writer, long n) {
    return run + ":" + writer + ":" + n;
  }
}
