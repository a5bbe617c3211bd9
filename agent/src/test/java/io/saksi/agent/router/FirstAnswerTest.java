package io.saksi.agent.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FirstAnswerTest {
  private static final ClientPacket STARTUP = new ClientPacket.Startup(ByteBuffer.allocate(8));
  private static final ClientPacket SSL =
      new ClientPacket.EncryptionRequest(ByteBuffer.allocate(8));
  private static final ErrorResponse HBA =
      new ErrorResponse(Map.of('C', "28000", 'R', "ClientAuthentication", 'M', "kein Eintrag"));

  private static final byte[] LET_IN = bytes("R\0\0\0\10\0\0\0\0");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] join(byte[] one, byte[] two) {
    return ByteBuffer.allocate(one.length + two.length).put(one).put(two).array();
  }

  @Test
  void aRefusalByPgHbaIsAClosedGateInAnyLanguageOnceItIsComplete() {
    byte[] answer = HBA.encode();
    for (int length = 0; length < answer.length; length++) {
      assertThat(FirstAnswer.judge(STARTUP, Arrays.copyOf(answer, length)))
          .isInstanceOf(FirstAnswer.Incomplete.class);
    }
    assertThat(FirstAnswer.judge(STARTUP, answer)).isEqualTo(new FirstAnswer.ClosedGate(HBA));
  }

  @Test
  void itIsOneToAnOlderServerToo() {
    byte[] negotiation = bytes("v\0\0\0\14\0\3\0\0\0\0\0\0");
    assertThat(FirstAnswer.judge(STARTUP, negotiation)).isInstanceOf(FirstAnswer.Incomplete.class);
    assertThat(FirstAnswer.judge(STARTUP, join(negotiation, HBA.encode())))
        .isEqualTo(new FirstAnswer.ClosedGate(HBA));
    assertThat(FirstAnswer.judge(STARTUP, join(negotiation, bytes("Z"))))
        .isInstanceOf(FirstAnswer.PassOn.class);
  }

  @Test
  void otherErrorsArePassedOn() {
    byte[] tooMany = ErrorResponse.fatal("53300", "too many clients", "", "").encode();
    assertThat(FirstAnswer.judge(STARTUP, tooMany)).isInstanceOf(FirstAnswer.PassOn.class);
    assertThat(FirstAnswer.judge(STARTUP, bytes("E\177\177\177\177")))
        .isInstanceOf(FirstAnswer.PassOn.class);
  }

  @Test
  void aLoginThatAShutdownBreaksOffIsAClosedGateToo() {
    ErrorResponse stopped = ErrorResponse.fatal("57P01", "terminating connection", "", "");
    byte[] begun = join(LET_IN, bytes("S\0\0\0\10a\0b\0K\0\0\0\14\0\0\0\1\0\0\0\2"));
    byte[] answer = join(begun, stopped.encode());
    for (int length = 0; length < answer.length; length++) {
      assertThat(FirstAnswer.judge(STARTUP, Arrays.copyOf(answer, length)))
          .as("%d bytes", length)
          .isInstanceOf(FirstAnswer.Incomplete.class);
    }
    assertThat(FirstAnswer.judge(STARTUP, answer)).isEqualTo(new FirstAnswer.ClosedGate(stopped));
    assertThat(FirstAnswer.judge(STARTUP, stopped.encode()))
        .isEqualTo(new FirstAnswer.ClosedGate(stopped));
  }

  @Test
  void whatBeganOrWhatAsksIsPassedOn() {
    byte[] ready = join(LET_IN, bytes("Z\0\0\0\5I"));
    assertThat(FirstAnswer.judge(STARTUP, ready)).isInstanceOf(FirstAnswer.PassOn.class);
    byte[] sasl = bytes("R\0\0\0\27\0\0\0\12SCRAM-SHA-256\0\0");
    assertThat(FirstAnswer.judge(STARTUP, sasl)).isInstanceOf(FirstAnswer.PassOn.class);
    byte[] noSuchDatabase = ErrorResponse.fatal("3D000", "no such database", "", "").encode();
    assertThat(FirstAnswer.judge(STARTUP, join(LET_IN, noSuchDatabase)))
        .isInstanceOf(FirstAnswer.PassOn.class);
    byte[] endless = new byte[FirstAnswer.MAX_BYTES + 1];
    System.arraycopy(LET_IN, 0, endless, 0, LET_IN.length);
    assertThat(FirstAnswer.judge(STARTUP, endless)).isInstanceOf(FirstAnswer.PassOn.class);
  }

  @Test
  void onlyALoneNoDeclinesEncryption() {
    assertThat(FirstAnswer.judge(SSL, bytes("N"))).isInstanceOf(FirstAnswer.NoEncryption.class);
    assertThat(FirstAnswer.judge(SSL, bytes("S"))).isInstanceOf(FirstAnswer.PassOn.class);
    assertThat(FirstAnswer.judge(SSL, bytes("NE"))).isInstanceOf(FirstAnswer.PassOn.class);
  }
}
