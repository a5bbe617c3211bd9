package io.saksi.raft;

/**
 * What the group agrees on. Called by one thread at a time, and deterministic: the same commands in
 * the same order give the same state and the same results on every peer.
 */
public interface ReplicatedState {
  /**
   * Applies one committed command.
   *
   * @param command as submitted
   * @param logIndex its index in the Raft log, strictly growing, with gaps
   * @return the answer to the submitter
   *     <p>Should not throw. If it does throw a {@link RuntimeException} or an {@link
   *     AssertionError}, the submitter gets {@link SubmitException.CommandFailed} and the peer goes
   *     on: it must then have left the state as it was.
   */
  byte[] apply(byte[] command, long logIndex);

  /** The whole state. */
  byte[] snapshot();

  /**
   * Replaces the whole state, at a start and when this peer lagged so far behind that the leader
   * sent a snapshot.
   *
   * @throws IllegalArgumentException for bytes that are no snapshot; the peer then stops
   */
  void restore(byte[] snapshot);
}
