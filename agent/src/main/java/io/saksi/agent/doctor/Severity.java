package io.saksi.agent.doctor;

/** How much it matters. The first is the worst. */
public enum Severity {
  /** A promise does not hold: commits, or the one primary, may be lost. */
  DANGER,
  /** A failure will be worse, or last longer, than it need be. */
  WARNING,
  /** It could be better. */
  ADVICE
}
