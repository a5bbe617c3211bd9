package io.saksi.agent.probe;

import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.ProbeSession;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Lsn;
import io.saksi.core.view.NodeFacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The probes of one node and what they found. Every method returns at once.
 *
 * <p>The cost of standing by: one commit a second and one flush a second of a block of its own.
 */
public final class NodeProbes implements AutoCloseable {
  private static final Duration COMMIT_PAUSE = Duration.ofSeconds(1);
  private static final Duration LOCAL_PAUSE = Duration.ofMillis(500);
  private static final Duration DISK_PAUSE = Duration.ofSeconds(1);
  private static final Duration KNOCK_PAUSE = Duration.ofSeconds(2);
  private static final Duration KNOCK_BOUND = Duration.ofSeconds(2);
  private static final Duration JUDGE_PAUSE = Duration.ofMillis(250);
  private static final Duration CLOCK_PAUSE = Duration.ofSeconds(30);

  private enum Role {
    DOWN,
    STANDBY,
    PRIMARY
  }

  private final PostgresInstance instance;
  private final Ballast ballast;
  private final CommitProbe synchronous;
  private final CommitProbe local;
  private final DiskProbe wal;
  private final DiskProbe data;
  private final AtomicLong knocks = new AtomicLong();
  private final CommitJudge judge;
  private final List<Trier> triers;
  private long judgedAt = System.nanoTime();
  private volatile Role role = Role.DOWN;
  private volatile boolean anew;
  private volatile boolean streaming;
  private volatile long flushed;
  private volatile Optional<Endpoint> upstream = Optional.empty();
  private volatile NodeFacts.Commit commit = NodeFacts.Commit.UNKNOWN;
  private volatile NodeFacts.Receiver receiver = NodeFacts.Receiver.UNKNOWN;
  private volatile Optional<Duration> clockOffset = Optional.empty();

  /**
   * @param hungAfter how long nothing has to get through before PostgreSQL counts as hung
   */
  public NodeProbes(PostgresInstance instance, Duration hungAfter, Ballast ballast) {
    this.instance = instance;
    this.ballast = ballast;
    judge = new CommitJudge(hungAfter);
    Path directory = instance.config().dataDirectory();
    Path home = instance.config().home();
    synchronous = new CommitProbe(instance.probe(ProbeSession.Waits.FOR_STANDBYS), this::isPrimary);
    local =
        new CommitProbe(
            instance.probe(ProbeSession.Waits.FOR_THE_DISK),
            () -> isPrimary() && synchronous.isOutFor(LOCAL_PAUSE.toNanos()));
    wal =
        new DiskProbe(
            new Volume(directory.resolve("pg_wal")), home, this::runs, Optional.of(ballast));
    data = new DiskProbe(new Volume(directory), home, () -> false, Optional.empty());
    triers =
        List.of(
            new Trier("saksi-probe-commit", COMMIT_PAUSE, synchronous),
            new Trier("saksi-probe-local", LOCAL_PAUSE, local),
            new Trier("saksi-probe-wal", DISK_PAUSE, wal),
            new Trier("saksi-probe-data", DISK_PAUSE, data),
            new Trier("saksi-probe-knock", KNOCK_PAUSE, this::knock),
            new Trier("saksi-probe-clock", CLOCK_PAUSE, () -> clockOffset = WallClock.offset()),
            new Trier("saksi-probe-judge", JUDGE_PAUSE, this::judge));
  }

  private boolean isPrimary() {
    return role == Role.PRIMARY;
  }

  private boolean runs() {
    return role != Role.DOWN;
  }

  /** It was seen to run as a primary, with its WAL flushed that far. */
  public void sawPrimary(Lsn end) {
    flushed = end.value();
    become(Role.PRIMARY);
  }

  /** A primary's processes are there; it has said nothing yet. */
  public void sawPrimary() {
    become(Role.PRIMARY);
  }

  public void sawStandby(boolean streams) {
    streaming = streams;
    become(Role.STANDBY);
  }

  /** It was seen not to run, or is about to be ended. One that does not answer is not down. */
  public void sawDown() {
    become(Role.DOWN);
  }

  /** Whom a standby of this node is told to follow. */
  public void following(Optional<Endpoint> now) {
    upstream = now;
  }

  private void become(Role next) {
    if (role != next) {
      role = next;
      anew = true;
    }
  }

  private void judge() {
    long now = System.nanoTime();
    Duration since = Duration.ofNanos(now - judgedAt);
    judgedAt = now;
    if (anew) {
      anew = false;
      judge.startAnew();
    }
    boolean noSlots =
        synchronous.last() == ProbeSession.Answer.NO_SLOTS
            || local.last() == ProbeSession.Answer.NO_SLOTS;
    CommitJudge.Seen seen =
        new CommitJudge.Seen(
            synchronous.commits() + local.commits(),
            synchronous.answers() + local.answers(),
            synchronous.commits(),
            flushed,
            knocks.get(),
            wal.flushes(),
            wal.isFull() || data.isFull() || synchronous.last() == ProbeSession.Answer.NO_SPACE,
            wal.isReadOnly() || data.isReadOnly(),
            noSlots);
    NodeFacts.Commit verdict = judge.judge(seen, since, isPrimary());
    commit = runs() ? verdict : NodeFacts.Commit.UNKNOWN;
  }

  private void knock() {
    switch (role) {
      case DOWN -> receiver = NodeFacts.Receiver.UNKNOWN;
      case PRIMARY -> {
        receiver = NodeFacts.Receiver.UNKNOWN;
        if (Knock.isAnswered(instance.localAddress(), instance.config().port(), KNOCK_BOUND)) {
          knocks.incrementAndGet();
        }
      }
      case STANDBY -> receiver = streaming ? NodeFacts.Receiver.CONNECTED : reach();
    }
  }

  private NodeFacts.Receiver reach() {
    Optional<Endpoint> to = upstream;
    if (to.isEmpty()) {
      return NodeFacts.Receiver.UNKNOWN;
    }
    return Knock.isAnswered(to.get().host(), to.get().port(), KNOCK_BOUND)
        ? NodeFacts.Receiver.REFUSED
        : NodeFacts.Receiver.UNREACHABLE;
  }

  public NodeFacts.Commit commit() {
    return commit;
  }

  public NodeFacts.Receiver receiver() {
    return receiver;
  }

  public Optional<Duration> clockOffset() {
    return clockOffset;
  }

  /** For people; empty if all is well. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (ballast.isReleased()) {
      warnings.add(
          "BALLAST_RELEASED: the WAL's volume was almost full: the ballast was given up; make room,"
              + " it is made anew then");
    }
    return warnings;
  }

  @Override
  public void close() {
    Stream.of(synchronous, local).forEach(CommitProbe::close);
    triers.forEach(Trier::close);
  }
}
