package io.saksi.chaos.client;

import io.saksi.chaos.check.Outcome;
import io.saksi.chaos.check.RowCheck;
import io.saksi.chaos.check.RowHistory;
import io.saksi.chaos.check.RowHistory.Insert;
import io.saksi.chaos.check.RowHistory.Read;
import io.saksi.chaos.check.Span;
import io.saksi.chaos.check.Violation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Rows, one a commit; now and then each client looks for its own. */
public final class Rows implements Workload {
  private static final int LOOK_EVERY = 8;
  private static final int LOOK_BACK = 200;

  private final Queue<Insert> inserts = new ConcurrentLinkedQueue<>();
  private final Queue<Read> reads = new ConcurrentLinkedQueue<>();
  private final AtomicLong next = new AtomicLong(1);

  @Override
  public void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists chaos_rows");
      // Without a key: a row that came twice must be seen, not refused.
      statement.execute("create table chaos_rows (client int, row bigint)");
      statement.execute("create index on chaos_rows (row)");
    }
  }

  @Override
  public Step step(int client, Connection connection) {
    long row = next.getAndIncrement();
    return row % LOOK_EVERY == 0 ? look(client, row, connection) : insert(client, row, connection);
  }

  private Step insert(int client, long row, Connection connection) {
    long invoked = System.nanoTime();
    Attempt<Integer> attempt =
        Attempt.of(
            connection,
            () -> {
              try (PreparedStatement insert =
                  connection.prepareStatement("insert into chaos_rows values (?, ?)")) {
                insert.setInt(1, client);
                insert.setLong(2, row);
                return insert.executeUpdate();
              }
            });
    Span span = new Span(invoked, System.nanoTime());
    inserts.add(new Insert(client, row, span, attempt.outcome()));
    return Step.write(attempt);
  }

  private Step look(int client, long row, Connection connection) {
    long from = Math.max(0, row - LOOK_BACK);
    long invoked = System.nanoTime();
    Attempt<List<Long>> attempt = Attempt.of(connection, () -> read(connection, client, from));
    Span span = new Span(invoked, System.nanoTime());
    if (attempt.outcome() == Outcome.OK) {
      reads.add(new Read(client, from, Set.copyOf(attempt.value().orElseThrow()), span));
    }
    return Step.read(attempt);
  }

  private static List<Long> read(Connection connection, int client, long from) throws SQLException {
    String sql = "select row from chaos_rows where row >= ? and (client = ? or ? < 0)";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, from);
      select.setInt(2, client);
      select.setInt(3, client);
      List<Long> rows = new ArrayList<>();
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          rows.add(result.getLong(1));
        }
      }
      return rows;
    }
  }

  @Override
  public Stream<String> history() {
    return Stream.<Object>concat(inserts.stream(), reads.stream()).map(Object::toString);
  }

  @Override
  public List<Violation> check(Connection connection) throws SQLException {
    List<Long> last = read(connection, -1, 0);
    return RowCheck.check(new RowHistory(List.copyOf(inserts), List.copyOf(reads), last));
  }
}
