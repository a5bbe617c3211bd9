package io.saksi.chaos.client;

import io.saksi.chaos.check.BankCheck;
import io.saksi.chaos.check.BankHistory;
import io.saksi.chaos.check.BankHistory.Look;
import io.saksi.chaos.check.BankHistory.Transfer;
import io.saksi.chaos.check.Outcome;
import io.saksi.chaos.check.Span;
import io.saksi.chaos.check.Violation;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Money between a few accounts, and looks at all of them. */
public final class Bank implements Workload {
  private static final int ACCOUNTS = 8;
  private static final long EACH = 1000;
  private static final int LOOK_EVERY = 5;
  private static final long LARGEST = 20;

  private final Queue<Transfer> transfers = new ConcurrentLinkedQueue<>();
  private final Queue<Look> looks = new ConcurrentLinkedQueue<>();
  private final AtomicLong next = new AtomicLong(1);

  @Override
  public void create(Session session) throws SQLException {
    session.update("drop table if exists chaos_accounts, chaos_ledger");
    session.update("create table chaos_accounts (id int primary key, balance bigint)");
    session.update("create table chaos_ledger (transfer bigint)");
    session.update(
        "insert into chaos_accounts select n, ? from generate_series(1, ?) n", EACH, ACCOUNTS);
  }

  @Override
  public Step step(int client, Session session) {
    long id = next.getAndIncrement();
    return id % LOOK_EVERY == 0 ? look(client, session) : transfer(client, id, session);
  }

  private Step transfer(int client, long id, Session session) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int from = random.nextInt(ACCOUNTS) + 1;
    int to = from % ACCOUNTS + 1;
    long amount = random.nextLong(1, LARGEST);
    long invoked = System.nanoTime();
    Attempt<Long> attempt = Attempt.of(session, () -> move(session, id, from, to, amount));
    Span span = new Span(invoked, System.nanoTime());
    transfers.add(new Transfer(client, id, from, to, amount, span, attempt.outcome()));
    return Step.write(attempt);
  }

  private static long move(Session session, long id, int from, int to, long amount)
      throws SQLException {
    // The lower account first: the same order for all keeps most deadlocks away.
    boolean rising = from < to;
    add(session, rising ? from : to, rising ? -amount : amount);
    add(session, rising ? to : from, rising ? amount : -amount);
    session.update("insert into chaos_ledger values (?)", id);
    return id;
  }

  private static void add(Session session, int account, long amount) throws SQLException {
    session.update("update chaos_accounts set balance = balance + ? where id = ?", amount, account);
  }

  private Step look(int client, Session session) {
    long invoked = System.nanoTime();
    Attempt<Map<Integer, Long>> attempt = Attempt.of(session, () -> balances(session));
    Span span = new Span(invoked, System.nanoTime());
    if (attempt.outcome() == Outcome.OK) {
      looks.add(new Look(client, attempt.value().orElseThrow(), span));
    }
    return Step.read(attempt);
  }

  private static Map<Integer, Long> balances(Session session) throws SQLException {
    Map<Integer, Long> balances = new HashMap<>();
    for (List<Long> row : session.rows("select id, balance from chaos_accounts")) {
      balances.put(Math.toIntExact(row.get(0)), row.get(1));
    }
    return balances;
  }

  @Override
  public Stream<String> history() {
    return Stream.<Object>concat(transfers.stream(), looks.stream()).map(Object::toString);
  }

  @Override
  public List<Violation> check(Session session) throws SQLException {
    Map<Integer, Long> first = new HashMap<>();
    for (int account = 1; account <= ACCOUNTS; account++) {
      first.put(account, EACH);
    }
    List<Long> ledger =
        session.rows("select transfer from chaos_ledger").stream().map(List::getFirst).toList();
    return BankCheck.check(
        new BankHistory(
            first, List.copyOf(transfers), List.copyOf(looks), ledger, balances(session)));
  }
}
