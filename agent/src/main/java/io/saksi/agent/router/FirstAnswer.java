package io.saksi.agent.router;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a backend's first bytes mean. As long as they only say that it lets nobody in, the client
 * need not hear of it.
 */
sealed interface FirstAnswer {
  /** Not enough bytes to tell. */
  record Incomplete() implements FirstAnswer {}

  /** 'N': no encryption here; the client goes on in the clear. */
  record NoEncryption() implements FirstAnswer {}

  /** The backend turned the client away before its session began: try again. */
  record ClosedGate(ErrorResponse error) implements FirstAnswer {}

  /** Anything else is between the client and the backend. */
  record PassOn() implements FirstAnswer {}

  /** Longer than what PostgreSQL sends before ReadyForQuery; such an answer is passed on. */
  int MAX_BYTES = 16_384;

  int HEADER_BYTES = 5;

  /** AuthenticationOk with a body of 0, or else a request. */
  char AUTHENTICATION = 'R';

  /** Judges the answer to a packet by all bytes received so far. */
  static FirstAnswer judge(ClientPacket packet, byte[] answer) {
    return switch (packet) {
      case ClientPacket.EncryptionRequest _ -> judgeEncryption(answer);
      case ClientPacket.Startup _ -> judgeStartup(answer);
      case ClientPacket.Cancel _, ClientPacket.TlsHello _ -> new PassOn();
    };
  }

  private static FirstAnswer judgeEncryption(byte[] answer) {
    if (answer.length == 0) {
      return new Incomplete();
    }
    return answer.length == 1 && answer[0] == 'N' ? new NoEncryption() : new PassOn();
  }

  /**
   * A server that asks for nothing sends all up to ReadyForQuery at once (auth.c, sendAuthRequest),
   * so a session that its shutdown caught before is seen here whole: nothing was done in it.
   */
  private static FirstAnswer judgeStartup(byte[] answer) {
    int at = 0;
    while (answer.length - at >= HEADER_BYTES) {
      int bodyBytes = ByteBuffer.wrap(answer).getInt(at + 1) - 4;
      int end = at + HEADER_BYTES + bodyBytes;
      boolean absurd = bodyBytes < 0 || bodyBytes > MAX_BYTES || end > MAX_BYTES;
      if (absurd || !mayBeBefore(answer[at]) || asks(answer, at, bodyBytes)) {
        return new PassOn();
      }
      if (answer.length < end) {
        return new Incomplete();
      }
      if (answer[at] == ErrorResponse.TYPE) {
        return judgeError(Arrays.copyOfRange(answer, at, end));
      }
      at = end;
    }
    return answer.length == at || mayBeBefore(answer[at]) ? new Incomplete() : new PassOn();
  }

  /** Whether such a message can stand before ReadyForQuery. */
  private static boolean mayBeBefore(byte type) {
    return switch (type) {
      // NegotiateProtocolVersion comes before pg_hba.conf is looked at.
      case 'v', AUTHENTICATION, 'S', 'K', 'N', ErrorResponse.TYPE -> true;
      default -> false;
    };
  }

  /** Whether the client is asked for something, as far as it has come. */
  private static boolean asks(byte[] answer, int at, int bodyBytes) {
    int body = at + HEADER_BYTES;
    boolean whole = answer.length - body >= Integer.BYTES;
    return answer[at] == AUTHENTICATION
        && (bodyBytes != Integer.BYTES || (whole && ByteBuffer.wrap(answer).getInt(body) != 0));
  }

  private static FirstAnswer judgeError(byte[] message) {
    return ErrorResponse.decode(message)
        .filter(ErrorResponse::isClosedGate)
        .<FirstAnswer>map(ClosedGate::new)
        .orElseGet(PassOn::new);
  }
}
