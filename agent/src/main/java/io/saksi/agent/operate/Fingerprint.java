package io.saksi.agent.operate;

import com.google.protobuf.CodedOutputStream;
import io.saksi.proto.v1.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells one order from another: what it was read to depends on the state, what was given not. */
final class Fingerprint {
  private Fingerprint() {}

  /** Equal orders have the same, also where a map in them has another order. */
  static String of(Order order) {
    byte[] bytes = new byte[order.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      order.writeTo(out);
      out.checkNoSpaceLeft();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
