package io.saksi.agent.fence;

/** How an attempt to turn a machine off went. Only the first is a proof. */
sealed interface FenceResult {
  /** The program turned it off, and afterwards found it off. */
  record Confirmed() implements FenceResult {}

  /** Somebody said no, or did not say yes. */
  record Vetoed(String why) implements FenceResult {}

  /** The log says that it is no longer wanted, or nobody can ask it: not ours to do. */
  record NotOurs() implements FenceResult {}

  /** Not known whether it is off. */
  record Failed(String why) implements FenceResult {}
}
