package io.saksi.wire;

/**
 * A message that means nothing: damaged, of another format, or made by a program with a mistake.
 * Nothing of it was used.
 */
public final class MalformedMessage extends Exception {
  private final String field;
  private final String reason;

  MalformedMessage(String field, String reason) {
    this(field, reason, null);
  }

  MalformedMessage(String field, String reason, Throwable cause) {
    super(field + ": " + reason, cause);
    this.field = field;
    this.reason = reason;
  }

  /** The same, seen from the message around it. */
  MalformedMessage within(String outer) {
    return new MalformedMessage(outer + "." + field, reason, getCause());
  }
}
