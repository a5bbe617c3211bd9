package io.saksi.core.decide.check;

import io.saksi.core.model.Cause;
import java.util.Optional;

/**
 * Everything that the checks can find, one paragraph each; the same codes appear in status, in
 * metrics and in the runbook ({@code docs/problems.md}).
 */
public enum ProblemCode {
  /**
   * The primary's own agent says that its PostgreSQL is not running, or that other data runs in its
   * place. A failover begins at once, even where nobody is eligible yet.
   */
  POSTMASTER_DEAD(
      Cause.POSTMASTER_DEAD, false, "nothing to do; look into PostgreSQL's log for why it ended"),
  /**
   * Nothing is heard of the primary's agent, and no standby receives from it: the node is gone or
   * cut off. A failover begins if somebody could become eligible.
   */
  NODE_SILENT(Cause.NODE_SILENT, false, "look at the node, its power and its network"),
  /**
   * Nothing is heard of the primary's agent, but standbys still receive its WAL: only the agent is
   * gone, and its guard brings it back. The group waits until the lease has run out.
   */
  AGENT_GONE(null, false, "look at the agent's log on that node, if it does not come back"),
  /**
   * The primary's lease has run out and its agent is silent: its gate is closed by now, whatever
   * its PostgreSQL may still stream. A failover begins if somebody could become eligible.
   */
  LEASE_RAN_OUT(Cause.LEASE_RAN_OUT, false, "look at the node's agent and guard"),
  /**
   * The primary's agent reports and PostgreSQL runs, but it has not had a lease for long: its Raft
   * peer is cut off or stalled. Soft: damped by {@code failoverPause}.
   */
  PRIMARY_NOT_SERVING(
      Cause.PRIMARY_NOT_SERVING, true, "look at the Raft peer and the disk of that node"),
  /** The primary cannot write WAL, the disk is full. Soft: damped by {@code failoverPause}. */
  DISK_FULL(Cause.CANNOT_COMMIT, true, "make room on the primary's disk"),
  /** The primary's file system is read-only. Soft: damped by {@code failoverPause}. */
  READ_ONLY_FILE_SYSTEM(
      Cause.CANNOT_COMMIT, true, "look into the kernel's log for why it was remounted"),
  /**
   * A flush on the primary does not come back: its disk hangs. Soft: damped by {@code
   * failoverPause}.
   */
  FSYNC_STALLED(Cause.CANNOT_COMMIT, true, "look at the primary's disk or storage network"),
  /**
   * PostgreSQL on the primary finishes no commit, or lets nobody in, though its disk works: it
   * hangs. Soft: damped by {@code failoverPause}.
   */
  PRIMARY_HUNG(
      Cause.CANNOT_COMMIT, true, "look for stopped or blocked processes and PostgreSQL's log"),
  /**
   * The primary makes commits durable, and its standbys do not confirm them. No failover begins,
   * for another primary would wait for the same standbys: those that stay away leave the sync set.
   */
  COMMITS_WAIT(null, true, "look at the standbys, their disks and the network to them"),
  /**
   * The probe could not connect, all slots are taken. Another primary would be as full soon, so no
   * failover begins.
   */
  NO_FREE_CONNECTIONS(null, true, "end sessions, use a pooler, or raise max_connections"),
  /** A standby is so far behind that commits would wait for it; it is not taken into the set. */
  STANDBY_LAGGING(null, true, "compare its disk and network with the primary's"),
  /** A standby is not connected to whom it should follow; both are heard. */
  RECEIVER_GONE(null, true, "look into the standby's PostgreSQL log"),
  /**
   * The primary and the standby are both heard by the leader, and cannot reach each other: only
   * their link is cut. No failover begins, for the primary serves.
   */
  REPLICATION_LINK_CUT(null, true, "look at the network and firewalls between the two"),
  /**
   * A standby was lost again and again. Each time it has to stay for longer before it is counted,
   * up to a bound.
   */
  STANDBY_FLAPPING(null, true, "find out why it goes; it is counted again when it stays"),
  /**
   * A node's wall clock is off by more than a second. Leases do not depend on it; certificates,
   * logs and the end of a pause do.
   */
  CLOCK_OUT_OF_BOUNDS(null, true, "look at chrony or ntpd on that node"),
  /** If this node hung, nothing outside its own processes would stop it. */
  NO_FENCE_POSSIBLE(null, true, "run it under the guard, with a watchdog or a fence agent"),
  /**
   * No standby is counted: the primary serves alone, or (exposed: block) does not take writes. If
   * it is lost there is no automatic failover.
   */
  EXPOSED(null, true, "bring a standby back; it is counted by itself"),
  /** An operator paused automatic failovers. */
  PAUSED(null, true, "resume when the work is done"),
  /**
   * A node is held out of replication since a forced failover: what it has may be the only copy.
   */
  NODE_SUSPENDED(null, true, "resume it (rewinds it) or detach it (keeps its data)"),
  /**
   * An operator works on this node: it is not counted, not elected, and nobody is sent to it. Its
   * PostgreSQL is left alone.
   */
  IN_MAINTENANCE(null, true, "end it when the work is done: saksi node maintenance NODE --end"),
  /**
   * The maintenance of a node is over, and it is not counted yet: it still lacks what the evidence
   * names.
   */
  MAINTENANCE_NOT_OVER(null, true, "see to what is missing; it is counted by itself then"),
  /** A planned change of roles is under way, or is being rolled back. */
  SWITCHOVER_UNDER_WAY(null, true, "wait, or cancel it"),
  /** A planned change of roles is to begin at an hour that an operator set. */
  SWITCHOVER_SCHEDULED(null, true, "nothing to do; saksi switchover --cancel calls it off"),
  /**
   * A host that is no member of the cluster answers for a virtual address. Before it is taken: it
   * is not taken until nobody else answers. Once it is held: it is defended and kept.
   */
  VIP_CONFLICT(null, true, "find the host with that link address, and take the address off it"),
  /** A virtual address cannot be added, removed or announced on a node. It is tried again. */
  VIP_FAILED(null, true, "do what the message says: a capability, the interface, the script"),
  /**
   * Two nodes say that they hold the same virtual address. The one that may not lets go, or its
   * guard or the address's lifetime takes it off.
   */
  VIP_HELD_TWICE(null, true, "if it lasts, look at the agent and the guard of both nodes"),
  /** A program of the operator's failed, was killed at its bound, or is not fit to be run. */
  HOOK_FAILED(null, true, "see the agent's log, mend the program or take it out of its directory"),
  /**
   * If the primary were lost now, service would be away for longer than the operator's RTO, or
   * would not return by itself. The evidence says why.
   */
  RTO_NOT_MET(
      null,
      true,
      "see to what it says; saksi settings profile=fast shortens the lease, rto= allows more"),
  /** If the primary were lost now, more would be lost than the operator's RPO allows. */
  RPO_NOT_MET(
      null,
      true,
      "see to the standbys; saksi mode sync-auto loses nothing, saksi settings rpo= allows more"),
  /** A soft problem would cause a failover, but the last one was too recent. */
  FAILOVER_DAMPED(null, true, "look for what makes primary after primary fail");

  private final Cause cause;
  private final boolean soft;
  private final String remedy;

  ProblemCode(Cause cause, boolean soft, String remedy) {
    this.cause = cause;
    this.soft = soft;
    this.remedy = remedy;
  }

  /** Why a reign ends by it; empty if it is no reason for a failover. */
  public Optional<Cause> cause() {
    return Optional.ofNullable(cause);
  }

  /** Whether failovers caused by it are damped. */
  public boolean isSoft() {
    return soft;
  }

  public String remedy() {
    return remedy;
  }
}
