package io.saksi.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a session is at rest, by what was said. */
class DialogueTest {
  private final List<ByteBuffer> keys = new ArrayList<>();
  private final Dialogue dialogue = new Dialogue(keys::add);

  private static byte[] message(char type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(5 + bytes.length)
        .put((byte) type)
        .putInt(4 + bytes.length)
        .put(bytes)
        .array();
  }

  private Dialogue client(char type, String body) {
    dialogue.fromClient(Unpooled.wrappedBuffer(message(type, body)));
    return dialogue;
  }

  private Dialogue backend(char type, String body) {
    dialogue.fromBackend(Unpooled.wrappedBuffer(message(type, body)));
    return dialogue;
  }

  private void started() {
    backend('R', "\0\0\0\0");
    backend('S', "TimeZone\0UTC\0");
    assertThat(backend('K', "pid4key4").isAtRest()).isFalse();
    assertThat(backend('Z', "I").isAtRest()).isTrue();
  }

  @Test
  void sessionThatHasStartedIsAtRestAndItsKeyIsKnown() {
    started();
    assertThat(keys)
        .containsExactly(ByteBuffer.wrap("pid4key4".getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void queryIsUnderWayUntilItsAnswerEnds() {
    started();
    assertThat(client('Q', "select 1\0").isAtRest()).isFalse();
    backend('D', "a row");
    assertThat(backend('C', "SELECT 1\0").isAtRest()).isFalse();
    assertThat(backend('Z', "I").isAtRest()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"T", "E"})
  void transactionIsUnderWayUntilItEnds(String status) {
    started();
    client('Q', "begin\0");
    assertThat(backend('Z', status).isAtRest()).isFalse();
    client('Q', "commit\0");
    assertThat(backend('Z', "I").isAtRest()).isTrue();
  }

  @Test
  void ofTwoQueriesSentAtOnceTheSecondIsUnderWayToo() {
    started();
    client('Q', "select 1\0");
    client('Q', "select 2\0");
    assertThat(backend('Z', "I").isAtRest()).isFalse();
    assertThat(backend('Z', "I").isAtRest()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"P", "B", "E", "D", "C"})
  void extendedQueryIsUnderWayUntilItsSyncIsAnswered(String type) {
    started();
    assertThat(client(type.charAt(0), "x").isAtRest()).isFalse();
    assertThat(client('H', "").isAtRest()).isFalse();
    assertThat(client('S', "").isAtRest()).isFalse();
    assertThat(backend('Z', "I").isAtRest()).isTrue();
  }

  /** The answer to the first Sync is no word on what was sent after it. */
  @Test
  void whatFollowsASyncIsUnderWayWhenThatIsAnswered() {
    started();
    client('P', "x");
    client('S', "");
    client('P', "y");
    assertThat(backend('Z', "I").isAtRest()).isFalse();
  }

  @Test
  void copyIsUnderWayUntilItsEndIsAnswered() {
    started();
    client('Q', "copy t from stdin\0");
    backend('G', "\0\0\0");
    client('d', "1\n");
    assertThat(client('c', "").isAtRest()).isFalse();
    assertThat(backend('Z', "I").isAtRest()).isTrue();
  }

  /** PostgreSQL ignores a Sync while it copies in: one answer seems owed for ever. */
  @Test
  void syncDuringACopyLeavesADoubtAndNoDanger() {
    started();
    client('E', "x");
    client('S', "");
    client('d', "1\n");
    client('c', "");
    client('S', "");
    assertThat(backend('Z', "I").isAtRest()).isFalse();
  }

  @Test
  void everyByteOfAHalfMessageHoldsTheSessionOpen() {
    started();
    byte[] query = message('Q', "select 1\0");
    for (byte b : query) {
      dialogue.fromClient(Unpooled.wrappedBuffer(new byte[] {b}));
      assertThat(dialogue.isAtRest()).isFalse();
    }
    byte[] notice = message('N', "SNOTICE\0\0");
    assertThat(backend('Z', "I").isAtRest()).isTrue();
    for (int i = 0; i < notice.length; i++) {
      dialogue.fromBackend(Unpooled.wrappedBuffer(notice, i, 1));
      assertThat(dialogue.isAtRest()).as("after byte " + i).isEqualTo(i == notice.length - 1);
    }
  }

  @Test
  void messagesInOnePieceAreToldApart() {
    started();
    dialogue.fromClient(
        Unpooled.wrappedBuffer(message('Q', "begin\0"), message('Q', "select 1\0")));
    dialogue.fromBackend(Unpooled.wrappedBuffer(message('Z', "T"), message('Z', "T")));
    assertThat(dialogue.isAtRest()).isFalse();
    client('Q', "commit\0");
    assertThat(backend('Z', "I").isAtRest()).isTrue();
  }

  @Test
  void whatIsNoMessageIsNeverAtRestAgain() {
    started();
    dialogue.fromClient(Unpooled.wrappedBuffer(new byte[] {'Q', 0, 0, 0, 3, 'x'}));
    backend('Z', "I");
    client('Q', "select 1\0");
    assertThat(backend('Z', "I").isAtRest()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X", "!", "\0"})
  void messageThatIsUnknownOrTheLastOneIsNotFollowed(String type) {
    started();
    assertThat(client(type.charAt(0), "").isAtRest()).isFalse();
  }

  @Test
  void hugeLengthIsNotBelieved() {
    started();
    dialogue.fromClient(Unpooled.wrappedBuffer(new byte[] {'Q', 127, -1, -1, -1}));
    assertThat(dialogue.isAtRest()).isFalse();
    dialogue.fromBackend(Unpooled.wrappedBuffer(new byte[] {'D', -1, -1, -1, -1}));
    assertThat(backend('Z', "I").isAtRest()).isFalse();
  }

  @Test
  void answerThatNobodyAskedForEndsTheFollowing() {
    started();
    backend('Z', "I");
    client('Q', "select 1\0");
    assertThat(backend('Z', "I").isAtRest()).isFalse();
  }

  @Test
  void keyThatIsTooLongIsNone() {
    backend('K', "k".repeat(261));
    assertThat(keys).isEmpty();
    assertThat(backend('Z', "I").isAtRest()).isTrue();
  }
}
