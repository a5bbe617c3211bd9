package io.saksi.agent.cluster;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.incident.Entry;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.raft.ReplicatedState;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import io.saksi.wire.StateCodec;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Applies the Raft log to the cluster's state on this node, and notes when it did by this node's
 * clock: that is what a lease is measured from when this node leads (design, section 5).
 */
public final class ClusterMachine implements ReplicatedState {
  /**
   * What is applied here so far.
   *
   * @param state empty before the cluster was created
   * @param reignSince when the current reign, or its phase, was applied
   * @param lease when the last renewal was applied, or loaded from a snapshot
   * @param trail the operators' requests
   * @param incidents the changes of roles
   */
  public record Applied(
      Optional<ClusterState> state,
      Moment reignSince,
      Optional<ClusterView.LeaseSeen> lease,
      AuditTrail trail,
      IncidentTrail incidents) {}

  private final Supplier<Moment> clock;
  private final Runnable changed;
  private final Consumer<String> broken;
  private volatile Applied applied;

  /**
   * @param changed called after each change, from Raft's thread; must return at once
   * @param broken ends the process: this replica cannot go on with the others
   */
  public ClusterMachine(Supplier<Moment> clock, Runnable changed, Consumer<String> broken) {
    this.clock = clock;
    this.broken = broken;
    this.changed = changed;
    applied =
        new Applied(
            Optional.empty(), clock.get(), Optional.empty(), AuditTrail.EMPTY, IncidentTrail.EMPTY);
  }

  public Applied applied() {
    return applied;
  }

  @Override
  public byte[] apply(byte[] bytes, long index) {
    LogEntry entry;
    try {
      entry = LogEntry.fromBytes(bytes);
    } catch (MalformedMessage e) {
      // Others may understand it: to skip it here would let the replicas part ways for good.
      broken.accept("a log entry that this version does not understand: " + e.getMessage());
      throw new IllegalStateException(e);
    }
    Optional<AuditEntry> known =
        entry.request().map(Request::key).flatMap(key -> applied.trail().find(key));
    if (known.isPresent()) {
      return repeated(known.get(), entry.request().get().fingerprint()).toBytes();
    }
    Outcome outcome = outcome(entry);
    if (outcome == null) {
      return new CommandResult.Refused("the cluster was not created yet").toBytes();
    }
    if (outcome instanceof Outcome.Applied done) {
      advance(done.state(), entry);
    }
    return CommandResult.of(outcome).toBytes();
  }

  /** A caller that did not hear the first answer asked again; or two callers chose one key. */
  private static CommandResult repeated(AuditEntry known, String given) {
    return known.request().isOtherThan(given)
        ? new CommandResult.Refused("the key " + known.request().key() + " is another order's")
        : new CommandResult.Applied(known.version());
  }

  private Outcome outcome(LogEntry entry) {
    Optional<ClusterState> before = applied.state();
    if (before.isPresent()) {
      return before.get().apply(entry.command(), entry.basedOn());
    }
    return entry.command() instanceof Command.CreateCluster create
        ? new Outcome.Applied(ClusterState.create(create))
        : null;
  }

  private void advance(ClusterState after, LogEntry entry) {
    Moment now = clock.get();
    Command command = entry.command();
    boolean sameReign =
        applied.state().map(before -> before.reign().equals(after.reign())).orElse(false);
    Optional<ClusterView.LeaseSeen> lease =
        command instanceof Command.Renew renew ? seen(renew.epoch(), after, now) : applied.lease();
    applied =
        new Applied(
            Optional.of(after),
            sameReign ? applied.reignSince() : now,
            lease,
            trail(after, entry),
            incidents(entry));
    changed.run();
  }

  private AuditTrail trail(ClusterState after, LogEntry entry) {
    AuditTrail ended =
        applied
            .state()
            .map(before ->
                applied.trail().afterPlan(before, entry.command(), after).after(before, after))
            .orElse(AuditTrail.EMPTY);
    return entry.request().map(r -> ended.with(r, entry.command(), after)).orElse(ended);
  }

  /** Of what the entry says only, its time too: every replica must come to the same. */
  private IncidentTrail incidents(LogEntry entry) {
    IncidentTrail before = applied.incidents();
    return entry
        .at()
        .map(at -> new Entry(entry.command(), at, entry.evidence(), entry.request()))
        .map(said -> before.after(applied.state(), said))
        .orElse(before);
  }

  private static Optional<ClusterView.LeaseSeen> seen(Epoch epoch, ClusterState state, Moment now) {
    return state.renewal().map(r -> new ClusterView.LeaseSeen(epoch, r.ttl(), now));
  }

  @Override
  public byte[] snapshot() {
    Applied now = applied;
    return now.state()
        .map(state -> StateCodec.toBytes(state, now.trail(), now.incidents()))
        .orElse(new byte[0]);
  }

  /** A lease found in a snapshot may have been renewed just before: it counts from now. */
  @Override
  public void restore(byte[] snapshot) {
    if (snapshot.length == 0) {
      return;
    }
    try {
      ClusterState state = StateCodec.fromBytes(snapshot);
      Moment now = clock.get();
      Optional<ClusterView.LeaseSeen> lease =
          state.renewal().map(r -> new ClusterView.LeaseSeen(r.epoch(), r.ttl(), now));
      applied =
          new Applied(
              Optional.of(state),
              now,
              lease,
              StateCodec.trailFromBytes(snapshot),
              StateCodec.incidentsFromBytes(snapshot));
      changed.run();
    } catch (MalformedMessage e) {
      throw new IllegalArgumentException("the Raft snapshot is damaged: " + e.getMessage(), e);
    }
  }
}
