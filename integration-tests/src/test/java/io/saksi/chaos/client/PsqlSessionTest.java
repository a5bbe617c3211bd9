package io.saksi.chaos.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.chaos.check.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What psql says is read as what it means, with one that says what it is told to. */
class PsqlSessionTest {
  private static final String FINE = "saksi-chaos-end false 00000\n";

  /** Answers each statement with these words; without any for one, it ends. */
  private static <T> T against(Map<String, String> answers, Use<T> use) throws Exception {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread psql = Thread.ofVirtual().start(() -> serve(door, answers));
      try (PsqlSession session =
          PsqlSession.open(new InetSocketAddress(door.getInetAddress(), door.getLocalPort()))) {
        return use.use(session);
      } finally {
        psql.join();
      }
    }
  }

  private interface Use<T> {
    T use(PsqlSession session) throws Exception;
  }

  private static void serve(ServerSocket door, Map<String, String> answers) {
    try (Socket one = door.accept();
        BufferedReader words =
            new BufferedReader(
                new InputStreamReader(one.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = words.readLine(); line != null; line = words.readLine()) {
        String answer = line.isEmpty() ? "saksi-chaos-end :ERROR :SQLSTATE\n" : answers.get(line);
        if (answer == null) {
          return;
        }
        one.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        words.readLine(); // the echo that asks for its end
      }
    } catch (IOException e) {
      Thread.onSpinWait(); // the session has gone
    }
  }

  private static Outcome committing(String answer) throws Exception {
    return outcome(
        Map.of("begin;", "BEGIN\n" + FINE, "insert 7;", "INSERT 0 1\n" + FINE, "commit;", answer));
  }

  private static Outcome outcome(Map<String, String> answers) throws Exception {
    return against(answers, session -> Attempt.of(session, () -> insert(session)).outcome());
  }

  @Test
  void onlyCommitAndNothingElseIsAnAcknowledgement() throws Exception {
    assertThat(committing("COMMIT\n" + FINE)).isEqualTo(Outcome.OK);
    assertThat(committing("WARNING:  canceling wait\nDETAIL:  x\nCOMMIT\n" + FINE))
        .isEqualTo(Outcome.UNKNOWN);
    assertThat(committing("ROLLBACK\n" + FINE)).isEqualTo(Outcome.UNKNOWN);
    assertThat(committing("ERROR:  conflict\nsaksi-chaos-end true 40001\n"))
        .isEqualTo(Outcome.FAILED);
    assertThat(committing("ERROR:  what\nsaksi-chaos-end true 57014\n")).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aServerLostInCommitIsUnknownAndBeforeItIsRolledBack() throws Exception {
    Map<String, String> begun = Map.of("begin;", "BEGIN\n" + FINE);
    Map<String, String> inserted =
        Map.of("begin;", "BEGIN\n" + FINE, "insert 7;", "INSERT 0 1\n" + FINE);
    assertThat(outcome(inserted)).isEqualTo(Outcome.UNKNOWN);
    assertThat(outcome(begun)).isEqualTo(Outcome.FAILED);
  }

  private static int insert(PsqlSession session) throws SQLException {
    session.update("insert ?", 7);
    return 7;
  }

  @Test
  void rowsAreWholeNumbersOrRefused() throws Exception {
    Map<String, String> answers =
        Map.of(
            "begin;", "BEGIN\n" + FINE,
            "two;", "1|-2\n30|4\n" + FINE,
            "none;", FINE,
            "other;", "NOTICE:  x\n" + FINE);
    against(
        answers,
        session -> {
          assertThat(session.rows("two")).containsExactly(List.of(1L, -2L), List.of(30L, 4L));
          assertThat(session.rows("none")).isEmpty();
          return assertThatThrownBy(() -> session.rows("other")).isInstanceOf(SQLException.class);
        });
  }

  @Test
  void thereIsAValueForEachQuestionMark() {
    assertThat(PsqlSession.filled("a ? b ?", 1, -2)).isEqualTo("a 1 b -2");
    assertThatThrownBy(() -> PsqlSession.filled("a ?")).hasMessageContaining("0 values");
  }
}
