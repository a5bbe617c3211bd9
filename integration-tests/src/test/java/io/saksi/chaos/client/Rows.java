package io.saksi.chaos.client;

import io.saksi.chaos.check.Outcome;
import io.saksi.chaos.check.RowCheck;
import io.saksi.chaos.check.RowHistory;
import io.saksi.chaos.check.RowHistory.Insert;
import io.saksi.chaos.check.RowHistory.Read;
import io.saksi.chaos.check.Span;
import io.saksi.chaos.check.Violation;
import java.sql.SQLException;
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
  public void create(Session session) throws SQLException {
    session.update("drop table if exists chaos_rows");
    // Without a key: a row that came twice must be seen, not refused.
    session.update("create table chaos_rows (client int, row bigint)");
    session.update("create index on chaos_rows (row)");
  }

  @Override
  public Step step(int client, Session session) {
    long row = next.getAndIncrement();
    return row % LOOK_EVERY == 0 ? look(client, row, session) : insert(client, row, session);
  }

  private Step insert(int client, long row, Session session) {
    long invoked = System.nanoTime();
    Attempt<Long> attempt =
        Attempt.of(
            session,
            () -> {
              session.update("insert into chaos_rows values (?, ?)", client, row);
              return row;
            });
    Span span = new Span(invoked, System.nanoTime());
    inserts.add(new Insert(client, row, span, attempt.outcome()));
    return Step.write(attempt);
  }

  private Step look(int client, long row, Session session) {
    long from = Math.max(0, row - LOOK_BACK);
    long invoked = System.nanoTime();
    Attempt<List<Long>> attempt = Attempt.of(session, () -> read(session, client, from));
    Span span = new Span(invoked, System.nanoTime());
    if (attempt.outcome() == Outcome.OK) {
      reads.add(new Read(client, from, Set.copyOf(attempt.value().orElseThrow()), span));
    }
    return Step.read(attempt);
  }

  private static List<Long> read(Session session, int client, long from) throws SQLException {
    return session
        .rows(
            "select row from chaos_rows where row >= ? and (client = ? or ? < 0)",
            from,
            client,
            client)
        .stream()
        .map(List::getFirst)
        .toList();
  }

  @Override
  public Stream<String> history() {
    return Stream.<Object>concat(inserts.stream(), reads.stream()).map(Object::toString);
  }

  @Override
  public List<Violation> check(Session session) throws SQLException {
    List<Long> last = read(session, -1, 0);
    return RowCheck.check(new RowHistory(List.copyOf(inserts), List.copyOf(reads), last));
  }
}
