package io.saksi.chaos.check;

/** What a client knows of something that it asked for. */
public enum Outcome {
  /** Acknowledged. */
  OK,
  /** Refused or rolled back, for certain. */
  FAILED,
  /** No answer, or one that does not decide it: it may have happened, and may still happen. */
  UNKNOWN
}
