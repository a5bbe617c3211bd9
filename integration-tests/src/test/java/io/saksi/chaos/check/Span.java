package io.saksi.chaos.check;

/**
 * When a client asked and when it had the answer (or gave up), in nanoseconds of one monotonic
 * clock that all clients share.
 */
public record Span(long invoked, long completed) {
  public Span {
    if (completed - invoked < 0) {
      throw new IllegalArgumentException("completed before it was invoked");
    }
  }

  /** Whether this was over before that began: then whoever did that may know of this. */
  public boolean isBefore(Span other) {
    return completed - other.invoked < 0;
  }
}
