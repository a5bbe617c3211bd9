package io.saksi.chaos.client;

import io.saksi.chaos.check.ListCheck;
import io.saksi.chaos.check.ListTransaction;
import io.saksi.chaos.check.ListTransaction.Append;
import io.saksi.chaos.check.ListTransaction.Read;
import io.saksi.chaos.check.ListTransaction.Step;
import io.saksi.chaos.check.Outcome;
import io.saksi.chaos.check.Span;
import io.saksi.chaos.check.Violation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Serializable transactions that append to lists and read them: Elle's workload. A few lists are in
 * use at a time, each for a while, so that transactions meet and lists stay short.
 *
 * <p>Whoever appends to several begins with the lowest, so that no two wait for each other: where
 * the wall clock goes back while they do, PostgreSQL finds that deadlock only when the clock has
 * caught up ({@code deadlock_timeout} is kept as a time of day: timeout.c, schedule_alarm), and
 * until then nobody gets at these rows. That is no failure of the cluster.
 */
public final class Lists implements Workload {
  private static final int IN_USE = 3;
  private static final int APPENDS_EACH = 30;
  private static final int MOST_STEPS = 4;

  /** In the history, the one who reads everything at the end. */
  private static final int LAST_CLIENT = -1;

  private final Queue<ListTransaction> history = new ConcurrentLinkedQueue<>();
  private final AtomicInteger nextId = new AtomicInteger();
  private final AtomicLong nextValue = new AtomicLong(1);

  @Override
  public void create(Session session) throws SQLException {
    session.update("drop table if exists chaos_lists");
    session.update("create table chaos_lists (key int primary key, elements bigint[])");
  }

  @Override
  public io.saksi.chaos.client.Step step(int client, Session session) {
    List<Step> planned = plan();
    List<Step> done = new ArrayList<>();
    long invoked = System.nanoTime();
    Attempt<Integer> attempt = Attempt.of(session, () -> run(session, planned, done));
    Span span = new Span(invoked, System.nanoTime());
    List<Step> seen = attempt.outcome() == Outcome.OK ? done : planned;
    history.add(
        new ListTransaction(nextId.getAndIncrement(), client, span, attempt.outcome(), seen));
    return planned.stream().anyMatch(Append.class::isInstance)
        ? io.saksi.chaos.client.Step.write(attempt)
        : io.saksi.chaos.client.Step.read(attempt);
  }

  private List<Step> plan() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int oldest = (int) (nextValue.get() / APPENDS_EACH);
    List<Step> steps = new ArrayList<>();
    int lowest = oldest;
    for (int i = random.nextInt(MOST_STEPS); i >= 0; i--) {
      if (random.nextBoolean()) {
        lowest += random.nextInt(oldest + IN_USE - lowest);
        steps.add(new Append(lowest, nextValue.getAndIncrement()));
      } else {
        steps.add(new Read(oldest + random.nextInt(IN_USE), List.of()));
      }
    }
    return steps;
  }

  private static int run(Session session, List<Step> planned, List<Step> done) throws SQLException {
    session.update("set transaction isolation level serializable");
    for (Step step : planned) {
      done.add(
          switch (step) {
            case Append append -> append(session, append);
            case Read(int key, _) -> new Read(key, read(session, key));
          });
    }
    return done.size();
  }

  private static Append append(Session session, Append append) throws SQLException {
    session.update(
        "insert into chaos_lists values (?, array[?::bigint]) on conflict (key) do update"
            + " set elements = chaos_lists.elements || excluded.elements",
        append.key(),
        append.value());
    return append;
  }

  /** In the array's order: that is the order in which unnest returns it. */
  private static List<Long> read(Session session, int key) throws SQLException {
    return session.rows("select unnest(elements) from chaos_lists where key = ?", key).stream()
        .map(List::getFirst)
        .toList();
  }

  @Override
  public Stream<String> history() {
    return history.stream().map(Object::toString);
  }

  @Override
  public List<Violation> check(Session session) throws SQLException {
    long invoked = System.nanoTime();
    List<Step> everything = new ArrayList<>();
    int newest = (int) (nextValue.get() / APPENDS_EACH) + IN_USE;
    for (int key = 0; key <= newest; key++) {
      everything.add(new Read(key, read(session, key)));
    }
    Span span = new Span(invoked, System.nanoTime());
    List<ListTransaction> all = new ArrayList<>(history);
    all.add(
        new ListTransaction(nextId.getAndIncrement(), LAST_CLIENT, span, Outcome.OK, everything));
    return ListCheck.check(all);
  }
}
