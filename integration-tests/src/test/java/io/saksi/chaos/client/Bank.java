package io.saksi.chaos.client;

import io.saksi.chaos.check.BankCheck;
import io.saksi.chaos.check.BankHistory;
import io.saksi.chaos.check.BankHistory.Look;
import io.saksi.chaos.check.BankHistory.Transfer;
import io.saksi.chaos.check.Outcome;
import io.saksi.chaos.check.Span;
import io.saksi.chaos.check.Violation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
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
  public void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("drop table if exists chaos_accounts, chaos_ledger");
      statement.execute("create table chaos_accounts (id int primary key, balance bigint)");
      statement.execute("create table chaos_ledger (transfer bigint)");
      statement.execute(
          "insert into chaos_accounts select n, %d from generate_series(1, %d) n"
              .formatted(EACH, ACCOUNTS));
    }
  }

  @Override
  public Step step(int client, Connection connection) {
    long id = next.getAndIncrement();
    return id % LOOK_EVERY == 0 ? look(client, connection) : transfer(client, id, connection);
  }

  private Step transfer(int client, long id, Connection connection) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int from = random.nextInt(ACCOUNTS) + 1;
    int to = from % ACCOUNTS + 1;
    long amount = random.nextLong(1, LARGEST);
    long invoked = System.nanoTime();
    Attempt<Integer> attempt = Attempt.of(connection, () -> move(connection, id, from, to, amount));
    Span span = new Span(invoked, System.nanoTime());
    transfers.add(new Transfer(client, id, from, to, amount, span, attempt.outcome()));
    return Step.write(attempt);
  }

  private static int move(Connection connection, long id, int from, int to, long amount)
      throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement(
                "update chaos_accounts set balance = balance + ? where id = ?");
        PreparedStatement note =
            connection.prepareStatement("insert into chaos_ledger values (?)")) {
      // The lower account first: the same order for all keeps most deadlocks away.
      boolean rising = from < to;
      add(update, rising ? from : to, rising ? -amount : amount);
      add(update, rising ? to : from, rising ? amount : -amount);
      note.setLong(1, id);
      return note.executeUpdate();
    }
  }

  private static void add(PreparedStatement update, int account, long amount) throws SQLException {
    update.setLong(1, amount);
    update.setInt(2, account);
    update.executeUpdate();
  }

  private Step look(int client, Connection connection) {
    long invoked = System.nanoTime();
    Attempt<Map<Integer, Long>> attempt = Attempt.of(connection, () -> balances(connection));
    Span span = new Span(invoked, System.nanoTime());
    if (attempt.outcome() == Outcome.OK) {
      looks.add(new Look(client, attempt.value().orElseThrow(), span));
    }
    return Step.read(attempt);
  }

  private static Map<Integer, Long> balances(Connection connection) throws SQLException {
    Map<Integer, Long> balances = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select id, balance from chaos_accounts")) {
      while (row.next()) {
        balances.put(row.getInt(1), row.getLong(2));
      }
    }
    return balances;
  }

  @Override
  public Stream<String> history() {
    return Stream.<Object>concat(transfers.stream(), looks.stream()).map(Object::toString);
  }

  @Override
  public List<Violation> check(Connection connection) throws SQLException {
    Map<Integer, Long> first = new HashMap<>();
    for (int account = 1; account <= ACCOUNTS; account++) {
      first.put(account, EACH);
    }
    List<Long> ledger = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select transfer from chaos_ledger")) {
      while (row.next()) {
        ledger.add(row.getLong(1));
      }
    }
    return BankCheck.check(
        new BankHistory(
            first, List.copyOf(transfers), List.copyOf(looks), ledger, balances(connection)));
  }
}
