package io.saksi.core.explore;

/** One event of the small world. */
record Move(Kind kind, int node) {
  /** What can happen; those of the leader and of time have no node. */
  enum Kind {
    /** The node's present report reaches the leader. */
    REPORT,
    /** The leader writes what the decider says. */
    DECIDE,
    /** The node's Raft peer applies the next command. */
    APPLY,
    /** The node carries out the first action of its plan. */
    ACT,
    /** A standby receives and flushes all that its upstream has, and says so. */
    STREAM,
    /** The primary renews its lease. */
    RENEW,
    /** A client commits on a node whose gate is open. */
    COMMIT,
    /** The node's deadline comes near and its agent closes the gate. */
    LEASE_CLOSES,
    /** The node's deadline passes and its guard kills what is open. */
    LEASE_KILLS,
    /** By the leader's clock the last lease has run out. */
    LEASE_PROOF,
    /** All that the leader times by other bounds has lasted long. */
    AGE,
    /** Nothing is heard of the node for long. */
    SILENCE,
    /** The node crashes and is back at once, PostgreSQL stopped. */
    CRASH,
    /** PostgreSQL is shut down cleanly. */
    STOP,
    /** A standby's connection breaks. */
    DROP,
    /** The node's disk goes back in time by one record (a snapshot was restored). */
    ROLL_BACK,
    /** Another Raft leader, which has heard nothing yet. */
    CHANGE_LEADER
  }

  static Move of(Kind kind) {
    return new Move(kind, -1);
  }

  static Move of(Kind kind, char node) {
    return new Move(kind, node - 'a');
  }

  /** As {@link #toString} writes it. */
  static Move parse(String event) {
    String[] words = event.split(" ", -1);
    Kind kind = Kind.valueOf(words[0]);
    return words.length == 1 ? of(kind) : of(kind, words[1].charAt(0));
  }

  @Override
  public String toString() {
    return node < 0 ? kind.toString() : kind + " " + (char) ('a' + node);
  }
}
