package io.saksi.simulation;

import static io.saksi.simulation.FaultKind.*;

import java.util.Set;

/** The core as it is, and known-bad ones; the simulation has to catch each of these. */
enum Variant {
  CORRECT("the core as it is"),
  SKIP_REVOCATION("a standby that still streams is counted as revoked", DEAFEN, PAUSE_AGENT),
  COUNT_CONNECTED_RECEIVER(
      "a standby is counted as revoked while its WAL receiver is still connected",
      DEAFEN,
      PAUSE_AGENT),
  REPORT_BEFORE_PROMISE("a promise is reported before it is on disk", KILL_AGENT, DEAFEN),
  ONE_MEMBER_TOO_FEW(
      "|S| - k members' positions are taken as enough", CRASH_NODE, PARTITION, SLOW_LINKS),
  ONLY_LAST_SET("only the last set of the list counts", CRASH_NODE, PARTITION, CUT_STREAM),
  CONFIRM_BEFORE_IN_FORCE(
      "a set is confirmed before the primary's PostgreSQL has it in force",
      PAUSE_AGENT,
      CUT_STREAM,
      CRASH_NODE),
  CONFIRM_WITHOUT_FLUSH(
      "a set is confirmed before its members have flushed the marker",
      CRASH_NODE,
      KILL_POSTGRES,
      SLOW_DISK),
  CANCEL_CHANGE(
      "a change of the sync set is cancelled in one command", CUT_STREAM, LAG, SLOW_DISK, DEAFEN),
  WEAKEN_POSTGRES_FIRST(
      "the primary stops waiting for lost standbys before Raft knows", CUT_STREAM, CRASH_NODE),
  EMPTY_SET_COUNTS_AS_MET(
      "with nobody counted (k left at 1 with S empty) anybody is eligible",
      CRASH_NODE,
      CUT_STREAM,
      KILL_POSTGRES),
  COUNT_CHANGED_INSTANCE(
      "a data directory that took another's place speaks for it",
      RESTORE_OLD_DATA,
      KILL_POSTGRES,
      CRASH_NODE),
  IGNORE_FLOOR("nobody is too far behind to be elected", ROLL_BACK_DATA, KILL_POSTGRES, CRASH_NODE),
  OPEN_WITHOUT_GATHERING(
      "the gate opens before the sync set has flushed the end of WAL", KILL_POSTGRES, CRASH_NODE),
  SET_RULES_FROM_ELECT(
      "the proposed set rules from the election on, not from the opening",
      KILL_POSTGRES,
      CRASH_NODE,
      KILL_AGENT),
  LSN_WITHOUT_BRANCH("positions are compared by LSN alone", KILL_POSTGRES, CRASH_NODE, PARTITION),
  REELECT_WITHOUT_CLOSING(
      "a deposed primary counts as stopped while its gate is open", DEAFEN, PAUSE_AGENT),
  TIMELINE_REUSED(
      "the number of a timeline that never opened is allotted again",
      KILL_POSTGRES,
      SUSPEND,
      CRASH_NODE,
      DEAFEN),
  OLD_EPOCH_ACCEPTED("orders of an old epoch are carried out", LAG, PAUSE_AGENT, DEAFEN),
  SKIP_LEASE_WAIT("the lease is taken as run out at once", DEAFEN, PAUSE_AGENT, PARTITION),
  DEADLINE_FROM_ANSWER(
      "the lease counts from the answer, not from before the sending",
      STALL_RAFT,
      SLOW_LINKS,
      DEAFEN),
  RELAY_ANSWERS_ITSELF(
      "who passes a renewal on answers it, not the log", CUT_LINK, CUT_STREAM, LAG),
  OPEN_TAKEN_AS_LEASE("applying Open is taken as a lease", LAG, DEAFEN, KILL_POSTGRES),
  SELF_FENCE_WITHOUT_PROMISE(
      "a former primary says that it is down without the promise to stay down",
      KILL_POSTGRES,
      KILL_AGENT),
  STANDBY_GATE_LEFT_OPEN(
      "a candidate's read gate stays open, and its sessions become writable",
      KILL_POSTGRES,
      CRASH_NODE),
  SKIP_FORK_CHECK(
      "a former primary is started as a standby whatever its WAL holds", KILL_POSTGRES, DEAFEN),
  KEEP_PROOF_ACROSS_GATE(
      "a closed gate does not void the proof of the sync set", DEAFEN, STALL_RAFT, CUT_STREAM),
  APPLY_OLDER_ENTRY(
      "an agent with an older state puts an older sync entry into force",
      KILL_AGENT,
      CUT_STREAM,
      DEAFEN),
  VOTE_WITH_LOST_STORAGE("a peer whose Raft storage is gone votes", LOSE_RAFT, CRASH_NODE),
  PROMOTE_WHAT_WENT_BACK(
      "a candidate is promoted though its disk went back in time since it was elected",
      ROLL_BACK_DATA,
      KILL_POSTGRES,
      CRASH_NODE),
  MODE_CHANGED_AT_ONCE(
      "a change of mode rules before the primary has it in force",
      SET_MODE,
      DEAFEN,
      SLOW_DISK,
      PAUSE_AGENT,
      CRASH_NODE),
  TTL_SHORTENED_ONLINE(
      "a shorter lease counts for the leases that were granted before",
      SET_SETTINGS,
      DEAFEN,
      PAUSE_AGENT,
      PARTITION),
  FORCED_HELD_TO_THE_FLOOR(
      "what a forced failover lacks by the operator's word keeps it from opening",
      FORCE_FAILOVER,
      SET_MODE,
      PAUSE,
      CRASH_NODE,
      PARTITION,
      CUT_STREAM),
  FORCED_SUSPENDS_ONLY_OLD_PRIMARY(
      "after a forced failover only the old primary is held out of replication",
      FORCE_FAILOVER,
      SET_MODE,
      PAUSE,
      CRASH_NODE,
      PARTITION,
      CUT_STREAM),
  RESUMED_BY_FAILOVER(
      "a failover lets suspended nodes take part again",
      FORCE_FAILOVER,
      SET_MODE,
      PAUSE,
      CRASH_NODE,
      KILL_POSTGRES),
  MAINTENANCE_ENDED_BY_FAILOVER(
      "a failover ends the maintenance of every node", MAINTAIN, CRASH_NODE, KILL_POSTGRES),
  MAINTAINED_IS_STARTED(
      "an agent sees to the PostgreSQL that an operator works on", MAINTAIN, KILL_POSTGRES),
  BACK_WITHOUT_VERIFICATION(
      "a node is as before when its maintenance is over", MAINTAIN, END_MAINTENANCE),
  PAUSED_FAILS_OVER("a failover begins though the cluster is paused", PAUSE, CRASH_NODE),
  SWITCHOVER_BEFORE_TAIL(
      "a switchover elects its target before it has the rest of the WAL",
      SWITCH_OVER,
      CUT_STREAM,
      SLOW_DISK),
  ROLLBACK_OPENS_WITHOUT_GATHERING(
      "a primary that a rolled-back switchover started again opens without the opening rule",
      SWITCH_OVER,
      CANCEL_SWITCHOVER,
      CUT_STREAM,
      CRASH_NODE,
      KILL_POSTGRES),
  IGNORE_BLOCK(
      "a primary takes writes exposed though that is not allowed",
      SET_SETTINGS,
      CRASH_NODE,
      KILL_POSTGRES),
  ASYNC_FORGETS_WHAT_SYNC_ACKNOWLEDGED(
      "a bound on lag counts for what was acknowledged before the mode was async, too",
      SET_MODE,
      LAG,
      CUT_STREAM,
      CRASH_NODE,
      KILL_POSTGRES),
  ORPHANS_COUNT_AS_DEAD(
      "the end of a postmaster counts as the end of all its processes",
      KILL_POSTGRES,
      CRASH_NODE,
      PAUSE_AGENT),
  FOUND_ANEW("a founder that lost the database it brought makes a new one", LOSE_DATA),
  BLOCK_ON_UNNEEDED_POSITION(
      "an election waits for every member of every set", CRASH_NODE, KILL_POSTGRES);

  /** One sentence. */
  final String what;

  /** Faults that half of its runs are made of; all of them are also in ordinary runs. */
  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<FaultKind> focus;

  Variant(String what, FaultKind... focus) {
    this.what = what;
    this.focus = Set.of(focus);
  }

  Set<FaultKind> focus() {
    return focus;
  }

  /** One that only waits too long breaks no safety; all others have to. */
  boolean isFoundBy(Verdict verdict) {
    return verdict.broken().startsWith(this == BLOCK_ON_UNNEEDED_POSITION ? "L" : "I");
  }
}
