package io.saksi.raft;

import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** An answer of the state machine: one byte that says whether it ran, then the rest. */
final class Answers {
  private static final byte DONE = 0;
  private static final byte FAILED = 1;

  private Answers() {}

  static Message done(byte[] result) {
    return message(DONE, ByteString.copyFrom(result));
  }

  static Message failed(Throwable cause) {
    return message(FAILED, ByteString.copyFromUtf8(cause.toString()));
  }

  private static Message message(byte kind, ByteString rest) {
    return Message.valueOf(ByteString.copyFrom(new byte[] {kind}).concat(rest));
  }

  static byte[] read(Message message) throws SubmitException {
    ByteString content = message.getContent();
    ByteString rest = content.substring(1);
    if (content.byteAt(0) != DONE) {
      throw new SubmitException.CommandFailed(rest.toStringUtf8());
    }
    return rest.toByteArray();
  }
}
