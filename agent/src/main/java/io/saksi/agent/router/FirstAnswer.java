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

  /** The backend turned the client away before authentication: try again. */
  record ClosedGate(ErrorResponse error) implements FirstAnswer {}

  /** Anything else is between the client and the backend. */
  record PassOn() implements FirstAnswer {}

  /** Longer than any error that PostgreSQL sends here; such an answer is passed on. */
  int MAX_ERROR_BYTES = 16_384;

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

  private static FirstAnswer judgeStartup(byte[] answer) {
    int at = 0;
    while (answer.length - at >= 5) {
      int end = at + 1 + ByteBuffer.wrap(answer).getInt(at + 1);
      boolean absurd = end < at + 5 || end > MAX_ERROR_BYTES;
      boolean negotiation = answer[at] == 'v';
      if (absurd || (!negotiation && answer[at] != ErrorResponse.TYPE)) {
        return new PassOn();
      }
      if (answer.length < end) {
        return new Incomplete();
      }
      if (!negotiation) {
        return judgeError(Arrays.copyOfRange(answer, at, end));
      }
      // A server of an older protocol says so before it looks at pg_hba.conf.
      at = end;
    }
    boolean begun = answer.length > at;
    boolean open = begun && answer[at] != 'v' && answer[at] != ErrorResponse.TYPE;
    return open ? new PassOn() : new Incomplete();
  }

  private static FirstAnswer judgeError(byte[] message) {
    return ErrorResponse.decode(message)
        .filter(ErrorResponse::isClosedGate)
        .<FirstAnswer>map(ClosedGate::new)
        .orElseGet(PassOn::new);
  }
}
