package io.saksi.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What operators decided and is still to be respected (invariant I6): across failovers and restarts
 * it stays until an operator, or the end that he set, says otherwise.
 *
 * @param switchover the planned change of roles under way
 * @param forced the forced failover under way
 * @param held nodes that are kept out of replication, by name
 * @param scheduled a switchover that is to begin later
 * @param maintenance nodes that an operator works on, by name
 * @param spent tokens that let a node in, by id, until they would have ended anyway
 */
public record Orders(
    Optional<Pause> pause,
    Optional<Switchover> switchover,
    Optional<Forced> forced,
    Map<NodeId, Hold> held,
    Optional<Scheduled> scheduled,
    Map<NodeId, Maintenance> maintenance,
    Map<String, Instant> spent) {
  private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

  public static final Orders NONE =
      new Orders(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Optional.empty(),
          Map.of(),
          Map.of());

  public Orders {
    held = Collections.unmodifiableMap(new TreeMap<>(held));
    maintenance = Collections.unmodifiableMap(new TreeMap<>(maintenance));
    spent = Collections.unmodifiableMap(new TreeMap<>(spent));
  }

  /**
   * No failover begins by itself. The lease and the guard go on.
   *
   * @param until by the wall clock, for a window that people agreed on; empty: until resumed
   */
  public record Pause(String reason, Optional<Instant> until) {}

  /**
   * A planned change of roles. Epoch, lease and streaming stay; only the gate closes, PostgreSQL
   * shuts down, and the target receives the rest. Before {@code BeginFailover} it can be rolled
   * back within the epoch.
   *
   * @param epoch of the reign that it is to end
   * @param limit how long the gate may stay closed before it is rolled back, from when the leader's
   *     replica applied this; a new Raft leader counts anew
   * @param failoverLsn the end of the former primary's WAL after its clean shutdown
   * @param rolledBack why it is being rolled back: the primary starts again where it is
   * @param drain how long transactions may go on before the gate closes; the limit counts after it
   */
  public record Switchover(
      Epoch epoch,
      NodeId target,
      Duration limit,
      Optional<Lsn> failoverLsn,
      Optional<String> rolledBack,
      Duration drain) {
    public Switchover {
      if (drain.isNegative()) {
        throw new IllegalArgumentException("a drain is not negative: " + drain);
      }
    }

    /** Without waiting for anybody's transaction. */
    public Switchover(
        Epoch epoch,
        NodeId target,
        Duration limit,
        Optional<Lsn> failoverLsn,
        Optional<String> rolledBack) {
      this(epoch, target, limit, failoverLsn, rolledBack, Duration.ZERO);
    }

    public Switchover shutDownAt(Lsn lsn) {
      return new Switchover(epoch, target, limit, Optional.of(lsn), rolledBack, drain);
    }

    public Switchover rollingBack(String reason) {
      return new Switchover(epoch, target, limit, failoverLsn, Optional.of(reason), drain);
    }

    /** From when on it is rolled back, counted from when it began. */
    public Duration patience() {
      return limit.plus(drain);
    }
  }

  /**
   * A switchover for later. It begins once its time has come and nothing stands against it, and is
   * over without having begun where that is not so within a bound.
   *
   * @param by whose order it is
   * @param target empty: whoever is the best then
   * @param at by the wall clock of whoever leads then, for an hour that people agreed on
   * @param within how much later it may still begin
   * @param limit as {@link Switchover#limit}
   * @param ignoresObstacles whether what does not make it impossible is ignored then
   * @param drain as {@link Switchover#drain}
   */
  public record Scheduled(
      By by,
      Optional<NodeId> target,
      Instant at,
      Duration within,
      Duration limit,
      boolean ignoresObstacles,
      Duration drain) {
    public Scheduled {
      if (drain.isNegative()) {
        throw new IllegalArgumentException("a drain is not negative: " + drain);
      }
    }

    public Instant latest() {
      return at.plus(within);
    }
  }

  /**
   * Who ordered what begins later.
   *
   * @param key of that order: what becomes of it is told under this key
   */
  public record By(String key, String who, String from, String why) {}

  /**
   * The operator takes this node as it is, whatever is lost.
   *
   * @param epoch of the election that it is for; a later one is an ordinary one again
   * @param acceptedLoss bytes of WAL that he was told might be lost, and accepted
   */
  public record Forced(Epoch epoch, NodeId target, long acceptedLoss) {}

  /** Why a node is kept out of replication. It is never counted and never elected. */
  public record Hold(Kind kind, Epoch since, String reason) {}

  /** How a node is held. */
  public enum Kind {
    /**
     * A forced failover may have cut off what it has; nobody has looked yet. Its data is not
     * overwritten. If it is seen to stream the new history, it is let go.
     */
    SUSPECT,
    /** Its WAL left the history. Only an operator resumes (rewinds) or detaches it. */
    SUSPENDED,
    /** It is no member any more; its data is kept for salvage. It may not join by itself. */
    DETACHED,
    /**
     * An operator took it out of the cluster. Its agent may still run, and would have it join again
     * within a second: it comes back on an operator's word, or with empty hands.
     */
    REMOVED
  }

  public Optional<Hold> hold(NodeId node) {
    return Optional.ofNullable(held.get(node));
  }

  public boolean isHeld(NodeId node) {
    return held.containsKey(node);
  }

  public boolean isSuspended(NodeId node) {
    return hold(node).map(h -> h.kind() != Kind.SUSPECT).orElse(false);
  }

  public Orders withPause(Optional<Pause> value) {
    return new Orders(value, switchover, forced, held, scheduled, maintenance, spent);
  }

  public Orders withSwitchover(Optional<Switchover> value) {
    return new Orders(pause, value, forced, held, scheduled, maintenance, spent);
  }

  public Orders withForced(Optional<Forced> value) {
    return new Orders(pause, switchover, value, held, scheduled, maintenance, spent);
  }

  public Orders withScheduled(Optional<Scheduled> value) {
    return new Orders(pause, switchover, forced, held, value, maintenance, spent);
  }

  public Orders holding(NodeId node, Hold hold) {
    Map<NodeId, Hold> all = new TreeMap<>(held);
    all.put(node, hold);
    return new Orders(pause, switchover, forced, all, scheduled, maintenance, spent);
  }

  public Orders lettingGo(NodeId node) {
    Map<NodeId, Hold> all = new TreeMap<>(held);
    all.remove(node);
    return new Orders(pause, switchover, forced, all, scheduled, maintenance, spent);
  }

  /** Whether an operator works on it now: it is never elected. */
  public boolean isInMaintenance(NodeId node) {
    return maintenance.containsKey(node) && maintenance.get(node).comeback().isEmpty();
  }

  /** Whether it is in maintenance, or back from it and not yet verified: it is not counted. */
  public boolean isAway(NodeId node) {
    return maintenance.containsKey(node);
  }

  public Orders maintaining(NodeId node, Maintenance of) {
    Map<NodeId, Maintenance> all = new TreeMap<>(maintenance);
    all.put(node, of);
    return new Orders(pause, switchover, forced, held, scheduled, all, spent);
  }

  public Orders withoutMaintenance(NodeId node) {
    Map<NodeId, Maintenance> all = new TreeMap<>(maintenance);
    all.remove(node);
    return new Orders(pause, switchover, forced, held, scheduled, all, spent);
  }

  /** Whether nobody would take a token that ended then, though his clock be a day behind. */
  public static boolean isForgotten(Instant end, Instant now) {
    return end.plus(CLOCKS_DIFFER).isBefore(now);
  }

  /** With one more that is spent, and without those that are forgotten by {@code now}. */
  public Orders spending(String token, Instant until, Instant now) {
    Map<String, Instant> all = new TreeMap<>(spent);
    all.values().removeIf(end -> isForgotten(end, now));
    all.put(token, until);
    return new Orders(pause, switchover, forced, held, scheduled, maintenance, all);
  }
}
