package io.saksi.simulation;

/** What can go wrong, each with how often it does in an ordinary run. */
enum FaultKind {
  /** The postmaster and all its children are killed. */
  KILL_POSTGRES(4),
  /** A clean shutdown that nobody asked the agent for. */
  STOP_POSTGRES(2),
  /** The host loses its power and comes back. */
  CRASH_NODE(4),
  /** All hosts lose their power. */
  BLACKOUT(1),
  KILL_AGENT(3),
  /** The guard dies, and with it all of its unit. */
  KILL_GUARD(1),
  /** The guard is stopped; it enforces nothing until it goes on. */
  HANG_GUARD(1),
  /** A group of hosts is cut off from the others. */
  PARTITION(4),
  /** Nothing reaches the host, or nothing leaves it. */
  ONE_WAY(2),
  /** One pair of hosts does not see each other. */
  CUT_LINK(2),
  /** Only PostgreSQL's connections between two hosts are cut. */
  CUT_STREAM(2),
  /** The agent is cut off; PostgreSQL is not. */
  DEAFEN(4),
  SLOW_LINKS(2),
  LOSE_MESSAGES(2),
  /** The agent alone is stopped. */
  PAUSE_AGENT(3),
  /** The whole virtual machine is suspended; its clock counts on. */
  SUSPEND(2),
  SLOW_DISK(2),
  FULL_DISK(1),
  /** The data directory is gone. */
  LOSE_DATA(1),
  /** The data directory is replaced by a slightly older copy, which is a new instance. */
  RESTORE_OLD_DATA(1),
  /** A standby's disk goes far back in time, as with a snapshot of its volume; nobody is told. */
  ROLL_BACK_DATA(1),
  /** The Raft storage is gone; promises and data are not. */
  LOSE_RAFT(1),
  /** The node's Raft peer applies what is committed only slowly. */
  LAG(3),
  /** Nothing is committed for a while. */
  STALL_RAFT(1),
  DEPOSE_RAFT_LEADER(2),

  // What operators do meanwhile is no fault, but comes at times as bad.
  SWITCH_OVER(4, true),
  CANCEL_SWITCHOVER(1, true),
  FORCE_FAILOVER(3, true),
  PAUSE(2, true),
  RESUME(1, true),
  SET_MODE(3, true),
  /** Lease, number of sync standbys, exposed allowed or not. */
  SET_SETTINGS(3, true),
  SET_TAGS(2, true),
  RESUME_NODE(2, true),
  DETACH_NODE(1, true),
  REMOVE_MEMBER(1, true),
  /** With an end; and where the node is free, its PostgreSQL is stopped by hand. */
  MAINTAIN(3, true),
  END_MAINTENANCE(1, true),
  /** A new node, or one that was removed. */
  JOIN(3, true);

  final int weight;

  /** An order of an operator. */
  final boolean order;

  FaultKind(int weight) {
    this(weight, false);
  }

  FaultKind(int weight, boolean order) {
    this.weight = weight;
    this.order = order;
  }
}
