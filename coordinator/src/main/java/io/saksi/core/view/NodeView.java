package io.saksi.core.view;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import java.time.Duration;
import java.util.Optional;

/**
 * What an agent knows about its own node.
 *
 * @param promised as in {@link NodeReport}
 * @param leaseDeadline until when this node may keep its gate open for writes; empty if it holds no
 *     lease. It is one that was renewed for the epoch that PostgreSQL serves: the end of the
 *     process, or a later promise, ends the lease
 * @param epochConfirmed when it last heard a Raft leader that is in the current epoch, and had
 *     itself applied as much of the log as that one
 * @param fork whether the stopped former primary's WAL fits the current history, once that was
 *     looked at
 * @param rewindFailed only a new clone of whoever leads this timeline helps: a rewind onto it was
 *     tried and failed, or the leader no longer has the WAL that this standby needs
 * @param checkpointDue promoted, and not yet checkpointed on the new timeline (pg_rewind needs it)
 * @param serves the epoch in whose name a PostgreSQL process that is a primary runs, whether or not
 *     it answers just now
 * @param gateInDoubt a change of the gate was begun and is not proven: {@code gate} is the widest
 *     that may be in force, and clients may be shut out all the same
 */
public record NodeView(
    NodeId self,
    Epoch promised,
    Optional<InstanceId> instance,
    Postgres postgres,
    Gate gate,
    Optional<Moment> leaseDeadline,
    Optional<Moment> epochConfirmed,
    Optional<ForkVerdict> fork,
    Optional<Integer> rewindFailed,
    boolean checkpointDue,
    Optional<Epoch> serves,
    boolean gateInDoubt) {
  /** Whether clients are let in as far as this says, for certain. */
  public boolean isGateAt(Gate wanted) {
    return gate == wanted && !gateInDoubt;
  }

  /**
   * Whether what this agent has of the log can be believed to be the present: a Raft leader spoke
   * of this very epoch a short time ago.
   *
   * @param within how long ago at most
   */
  public boolean isConfirmed(Duration within, Moment now) {
    return epochConfirmed.map(at -> now.since(at).compareTo(within) < 0).orElse(false);
  }

  /**
   * What a comparison of a stopped node's WAL with the history found.
   *
   * @param timeline the branch that it was compared with
   * @param follows it may start as a standby as it is; otherwise it has to be rewound or cloned
   */
  public record ForkVerdict(int timeline, boolean follows) {}
}
