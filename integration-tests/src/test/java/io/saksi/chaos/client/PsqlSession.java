package io.saksi.chaos.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * By libpq: a psql whose standard input and outputs are a socket. After each statement it says
 * whether there was an error ({@code ERROR} and {@code SQLSTATE} are psql's own variables); when
 * the server is lost it ends.
 */
final class PsqlSession implements Session {
  private static final String END = "saksi-chaos-end";
  private static final String LOST = "08006";
  private static final int CONNECT_MILLIS = 2_000;

  /** All hosts of a connection string one after the other, two seconds each, and some more. */
  private static final int OPEN_MILLIS = 12_000;

  private static final int ANSWER_MILLIS = 5_000;
  private static final Pattern ROW = Pattern.compile("-?[0-9]+(\\|-?[0-9]+)*");

  private final Socket socket;
  private final BufferedReader answers;
  private final Writer words;
  private boolean inTransaction;

  private PsqlSession(Socket socket) throws IOException {
    this.socket = socket;
    answers =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    words = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
  }

  static PsqlSession open(InetSocketAddress relay) throws SQLException {
    Socket socket = new Socket();
    try {
      socket.connect(relay, CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(OPEN_MILLIS);
      PsqlSession session = new PsqlSession(socket);
      session.say("");
      socket.setSoTimeout(ANSWER_MILLIS);
      return session;
    } catch (IOException e) {
      close(socket);
      throw lost(e);
    } catch (SQLException e) {
      close(socket);
      throw e;
    }
  }

  private static SQLException lost(IOException e) {
    return new SQLException("psql does not answer: " + e.getMessage(), LOST, e);
  }

  /** What it answers to one statement, or to none. */
  private List<String> say(String statement) throws SQLException {
    try {
      words.write(statement + "\n\\echo " + END + " :ERROR :SQLSTATE\n");
      words.flush();
      List<String> said = new ArrayList<>();
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(END)) {
          return checked(line.split(" ", -1), said);
        }
        said.add(line);
      }
      throw new SQLException("psql has ended: " + said, LOST);
    } catch (IOException e) {
      throw lost(e);
    }
  }

  /** Before the first statement psql has no such variables, and leaves their names as they are. */
  private static List<String> checked(String[] end, List<String> said) throws SQLException {
    if (end[1].equals("true")) {
      throw new SQLException(String.join(" ", said), end[2]);
    }
    return said;
  }

  private List<String> inTransaction(String sql, long[] values) throws SQLException {
    if (!inTransaction) {
      inTransaction = true;
      say("begin;");
    }
    return say(filled(sql, values) + ";");
  }

  static String filled(String sql, long... values) {
    String[] parts = sql.split("\\?", -1);
    if (parts.length != values.length + 1) {
      throw new IllegalArgumentException(values.length + " values for: " + sql);
    }
    StringBuilder text = new StringBuilder(parts[0]);
    for (int i = 0; i < values.length; i++) {
      text.append(values[i]).append(parts[i + 1]);
    }
    return text.toString();
  }

  @Override
  public void update(String sql, long... values) throws SQLException {
    inTransaction(sql, values);
  }

  @Override
  public List<List<Long>> rows(String sql, long... values) throws SQLException {
    List<List<Long>> rows = new ArrayList<>();
    for (String line : inTransaction(sql, values)) {
      if (!ROW.matcher(line).matches()) {
        throw new SQLException("no row of whole numbers: " + line, LOST);
      }
      rows.add(Arrays.stream(line.split("\\|", -1)).map(Long::valueOf).toList());
    }
    return rows;
  }

  /** Done is only what says so and nothing else: COMMIT of what had failed says ROLLBACK. */
  @Override
  public Optional<SQLException> commit() throws SQLException {
    inTransaction = false;
    List<String> said = say("commit;");
    return said.equals(List.of("COMMIT"))
        ? Optional.empty()
        : Optional.of(new SQLException(String.join(" ", said)));
  }

  @Override
  public void rollback() throws SQLException {
    inTransaction = false;
    say("rollback;");
  }

  @Override
  public void close() {
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      Thread.onSpinWait(); // it was of no use any more
    }
  }
}
