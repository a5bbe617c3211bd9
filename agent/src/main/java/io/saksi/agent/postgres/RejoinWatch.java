package io.saksi.agent.postgres;

/** Is told how far a rejoin is; by the thread that does it, or by one that reads its output. */
public interface RejoinWatch {
  /** Looks away. */
  RejoinWatch NONE =
      new RejoinWatch() {
        @Override
        public void at(RejoinStep step) {}

        @Override
        public void progress(RejoinStep step, long doneBytes, long totalBytes) {}
      };

  /** The step was reached: what it says is durable. Must return at once. */
  void at(RejoinStep step);

  /**
   * @param totalBytes as estimated at present; 0 where nobody knows
   */
  void progress(RejoinStep step, long doneBytes, long totalBytes);
}
