package io.saksi.raft;

import java.util.Optional;

/**
 * What happens to a peer. Called in order by one thread of the peer's own, except for {@link
 * #fatal}; every method returns quickly. These are hints to look again: {@link RaftNode#role} is
 * the truth, and never a licence to act as the only leader (two peers may believe so for a moment).
 */
public interface RaftListener {
  /** This peer leads the term and has applied the first entry of it: it may decide now. */
  default void leaderReady(long term) {}

  /** This peer led and no longer does. */
  default void notLeader() {}

  /** Another leader, or none for about two seconds. */
  default void leaderChanged(Optional<String> leaderId) {}

  /** A follower did not answer this leader for about three seconds; repeated while it lasts. */
  default void followerSlow(String peerId) {}

  /**
   * This peer can't go on and must not linger: end the process. Called at once, by any thread,
   * possibly more than once.
   */
  default void fatal(String why) {}
}
