package io.saksi.agent.router;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * PostgreSQL's ErrorResponse (manual, "Error and Notice Message Fields"): fields keyed by a letter.
 */
record ErrorResponse(Map<Character, String> fields) {
  static final char TYPE = 'E';

  private static final int HEADER_BYTES = 5;

  ErrorResponse {
    fields = Map.copyOf(fields);
  }

  /** A FATAL error in PostgreSQL's own shape. */
  static ErrorResponse fatal(String sqlState, String message, String detail, String hint) {
    Map<Character, String> fields = new LinkedHashMap<>();
    fields.put('S', "FATAL");
    fields.put('V', "FATAL");
    fields.put('C', sqlState);
    fields.put('M', message);
    if (!detail.isEmpty()) {
      fields.put('D', detail);
    }
    fields.put('H', hint);
    return new ErrorResponse(fields);
  }

  String sqlState() {
    return fields.getOrDefault('C', "");
  }

  /** The severity and message, for people. */
  String summary() {
    return fields.getOrDefault('S', "ERROR") + ": " + fields.getOrDefault('M', "(no message)");
  }

  /**
   * Whether the backend's gate is not open: {@code pg_hba.conf} turned the client away before any
   * authentication, or the server is starting, stopping or not consistent yet, or was told to stop
   * while it let the client in (57P01), or ended all after a crash (57P02). The routine's name
   * tells the first from "role does not exist", which has the same SQLSTATE; unlike the message it
   * is in no language (auth.c, ClientAuthentication).
   */
  boolean isClosedGate() {
    return switch (sqlState()) {
      case "57P01", "57P02", "57P03" -> true;
      case "28000" -> fields.getOrDefault('R', "").equals("ClientAuthentication");
      default -> false;
    };
  }

  byte[] encode() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    fields.forEach((key, value) -> {
      body.write(key);
      body.writeBytes(value.getBytes(StandardCharsets.UTF_8));
      body.write(0);
    });
    body.write(0);
    return ByteBuffer.allocate(HEADER_BYTES + body.size())
        .put((byte) TYPE)
        .putInt(4 + body.size())
        .put(body.toByteArray())
        .array();
  }

  /** Reads a whole message with its type and length; empty if it is none. */
  static Optional<ErrorResponse> decode(byte[] message) {
    if (message.length < HEADER_BYTES || message[0] != TYPE) {
      return Optional.empty();
    }
    Map<Character, String> fields = new LinkedHashMap<>();
    int at = HEADER_BYTES;
    while (at < message.length && message[at] != 0) {
      int end = at + 1;
      while (end < message.length && message[end] != 0) {
        end++;
      }
      fields.put(
          (char) message[at], new String(message, at + 1, end - at - 1, StandardCharsets.UTF_8));
      at = end + 1;
    }
    return Optional.of(new ErrorResponse(fields));
  }
}
