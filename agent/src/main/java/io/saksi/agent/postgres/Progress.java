package io.saksi.agent.postgres;

/** How far a copy is. Called from another thread than the one that waits for the copy. */
@FunctionalInterface
public interface Progress {
  Progress NONE = (done, total) -> {};

  /**
   * @param doneBytes copied so far
   * @param totalBytes as estimated at present
   */
  void at(long doneBytes, long totalBytes);
}
