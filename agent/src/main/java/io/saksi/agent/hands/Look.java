package io.saksi.agent.hands;

import io.saksi.agent.node.Hands;
import io.saksi.agent.node.Promises;
import io.saksi.agent.postgres.ControlData;
import io.saksi.agent.postgres.DataDirectoryState;
import io.saksi.agent.postgres.Observation;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.SenderStatus;
import io.saksi.agent.probe.NodeProbes;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at PostgreSQL and says what is there in the core's words. */
final class Look {
  private static final Logger LOG = LoggerFactory.getLogger(Look.class);

  private final PostgresInstance instance;
  private final Promises promises;
  private final Memory memory;
  private final Server server;
  private final NodeProbes probes;
  private final LongSupplier nanoTime;
  private long answeredAt;
  private Optional<Postgres> lastRunning = Optional.empty();
  private Optional<Lsn> inserted = Optional.empty();
  private Gate lastGate = Gate.CLOSED;
  private Optional<InstanceId> lastId = Optional.empty();

  Look(
      PostgresInstance instance,
      Promises promises,
      Memory memory,
      Server server,
      NodeProbes probes,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.probes = probes;
    this.instance = instance;
    this.promises = promises;
    this.memory = memory;
    this.server = server;
  }

  Hands.Facts facts() {
    try {
      return switch (instance.directory().state()) {
        case DataDirectoryState.Absent _,
            DataDirectoryState.Empty _,
            DataDirectoryState.HalfMade _,
            DataDirectoryState.HalfRewound _ ->
            absent();
        case DataDirectoryState.Foreign foreign ->
            facts(new Postgres.Unusable(foreign.what()), Gate.CLOSED, Optional.empty());
        case DataDirectoryState.Complete complete -> complete(complete.instance());
      };
    } catch (PostgresException e) {
      return unreadable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      // Only as the agent ends. That it was not seen does not close a gate.
      return facts(new Postgres.Busy("looking"), lastGate, lastId);
    }
  }

  /**
   * No data directory is no proof that nothing runs: one that was moved away or cannot be read may
   * have a postmaster that serves from it.
   */
  private Hands.Facts absent() {
    return server.runs() || !server.allGone()
        ? facts(new Postgres.Busy("running without its data directory"), lastGate, lastId)
        : facts(new Postgres.Absent(), Gate.CLOSED, Optional.empty());
  }

  /** A file that could not be read just now says nothing of a server that runs. */
  private Hands.Facts unreadable(PostgresException e) {
    if (server.runs()) {
      LOG.warn("looking at PostgreSQL: {}", e.getMessage());
      return facts(lastRunning.orElse(new Postgres.Busy(e.getMessage())), lastGate, lastId);
    }
    return facts(new Postgres.Unusable(e.getMessage()), Gate.CLOSED, Optional.empty());
  }

  private Hands.Facts complete(InstanceId id) throws PostgresException, InterruptedException {
    if (server.isAlive()) {
      memory.seenRunning();
      Gate gate = gate();
      lastGate = gate;
      lastId = Optional.of(id);
      return facts(running(), gate, lastId);
    }
    lastRunning = Optional.empty();
    probes.sawDown();
    if (!server.allGone()) {
      return facts(new Postgres.Busy("ending its processes"), Gate.CLOSED, Optional.of(id));
    }
    return facts(stopped(), Gate.CLOSED, Optional.of(id));
  }

  private Hands.Facts facts(Postgres postgres, Gate gate, Optional<InstanceId> id) {
    return new Hands.Facts(
        postgres,
        gate,
        id,
        memory.fork(),
        memory.rewindFailed(),
        memory.checkpointDue(),
        postgres instanceof Postgres.Primary ? inserted : Optional.empty(),
        isPrimaryProcess(postgres),
        gate != Gate.CLOSED && inDoubt());
  }

  private boolean isPrimaryProcess(Postgres postgres) {
    return switch (postgres) {
      case Postgres.Primary _ -> true;
      case Postgres.Busy _ -> server.runs() && instance.wasPrimary();
      case Postgres.Standby _,
          Postgres.Stopped _,
          Postgres.Absent _,
          Postgres.Unusable _,
          Postgres.Witness _ ->
          false;
    };
  }

  Hands.Facts glance() {
    try {
      Optional<InstanceId> id =
          instance.directory().state() instanceof DataDirectoryState.Complete complete
              ? Optional.of(complete.instance())
              : Optional.empty();
      boolean runs = id.isPresent() && server.isAlive();
      return facts(new Postgres.Busy("being looked at"), runs ? gate() : Gate.CLOSED, id);
    } catch (PostgresException e) {
      return facts(new Postgres.Busy(e.getMessage()), Gate.CLOSED, Optional.empty());
    }
  }

  /** A close that was not verified may have left sessions, whatever the file says. */
  private io.saksi.agent.postgres.Gate gateInForce() throws PostgresException {
    return memory.closingFrom().isPresent() ? memory.closingFrom().get() : instance.gate();
  }

  /** What cannot be read is repeated: a gate that is opened or closed twice harms nobody. */
  private boolean inDoubt() {
    try {
      return memory.closingFrom().isPresent() || instance.isGateInDoubt();
    } catch (PostgresException e) {
      LOG.warn("{}", e.getMessage());
      return true;
    }
  }

  private Gate gate() throws PostgresException {
    return switch (gateInForce()) {
      case CLOSED -> Gate.CLOSED;
      case READ -> Gate.READ;
      case WRITE -> Gate.WRITE;
    };
  }

  /**
   * A server that does not answer in time is still there: what was seen last stands for a while.
   * After that nothing is said of it that may be long over, and whether it hangs is for the probes
   * to tell: they know what is slow and what is not.
   */
  private Postgres running() throws InterruptedException {
    try {
      Postgres seen = of(instance.observe(Bounds.LOOK));
      lastRunning = Optional.of(seen);
      answeredAt = nanoTime.getAsLong();
      tellProbes(seen);
      return seen;
    } catch (PostgresException e) {
      LOG.debug("PostgreSQL does not answer: {}", e.getMessage());
      if (lastRunning.isEmpty()) {
        if (server.isAdopted() && instance.wasPrimary()) {
          // It served before this agent came, and may have hung since: the probes are to find out.
          probes.sawPrimary();
        }
        return new Postgres.Busy("not answering yet");
      }
      boolean stands = nanoTime.getAsLong() - answeredAt < Bounds.SEEN_STANDS.toNanos();
      return stands ? lastRunning.get() : new Postgres.Busy("not answering");
    }
  }

  private void tellProbes(Postgres seen) {
    if (seen instanceof Postgres.Primary primary) {
      probes.sawPrimary(primary.flushed());
    } else if (seen instanceof Postgres.Standby standby) {
      probes.sawStandby(standby.streaming());
    }
  }

  private Postgres of(Observation seen) throws PostgresException {
    return switch (seen.role()) {
      case Observation.Role.Standby standby ->
          new Postgres.Standby(
              standby.timeline(),
              standby.end(),
              standby.replayed(),
              memory.upstream(),
              standby.receiver().map(r -> r.streaming()).orElse(false));
      case Observation.Role.Primary primary -> {
        inserted = Optional.of(primary.inserted());
        care(seen);
        yield new Postgres.Primary(
            promises.serves(),
            primary.timeline(),
            primary.flushed(),
            forkedAt(primary.timeline()),
            seen.senders().stream().map(Look::sender).toList(),
            memory.sync());
      }
    };
  }

  /** Whoever must not count is ended before anybody is told of it. */
  private void care(Observation seen) throws PostgresException {
    try {
      List<String> ended = instance.careForSenders(seen, Bounds.LOOK);
      ended.forEach(what -> LOG.error("{}", what));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Postgres.Sender sender(SenderStatus status) {
    return new Postgres.Sender(
        status.applicationName(),
        status.state().equals("streaming"),
        status.sent(),
        status.flushed());
  }

  private Optional<Lsn> forkedAt(int timeline) throws PostgresException {
    if (memory.forkedAt().isPresent() || timeline == 1) {
      return memory.forkedAt();
    }
    var forks = instance.wal().history(timeline).forks();
    return forks.isEmpty() ? Optional.empty() : Optional.of(forks.getLast().end());
  }

  private Postgres.Stopped stopped() throws PostgresException, InterruptedException {
    if (memory.stopped().isPresent()) {
      return memory.stopped().get();
    }
    long starts = memory.starts();
    ControlData control = instance.controlData();
    boolean wasPrimary = instance.wasPrimary();
    Optional<Lsn> end =
        wasPrimary && control.cleanlyShutDown()
            ? Optional.of(instance.wal().endOfWal(Bounds.FORK_CHECK).lsn())
            : Optional.empty();
    Postgres.Stopped found =
        new Postgres.Stopped(wasPrimary, instance.wal().newestTimeline(control.timeline()), end);
    memory.foundStopped(found, starts);
    return found;
  }
}
