package io.saksi.agent.router;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the sessions of a router share: the topology in force, the limits, and each other. */
final class Switchboard {
  private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);

  private final RouterConfig config;
  private final Counters counters = new Counters();
  private final WaitingRoom waitingRoom;
  private final Targets targets = new Targets();
  private final CancelKeys cancelKeys = new CancelKeys();
  private final AtomicInteger farewells = new AtomicInteger();
  private final Map<Backend, Door> doors = new ConcurrentHashMap<>();
  private final Set<ClientSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile Topology topology = Topology.UNKNOWN;

  Switchboard(RouterConfig config) {
    this.config = config;
    this.waitingRoom = new WaitingRoom(config.limits());
  }

  /** Puts a topology in force, unless a newer one is. Does not block. */
  synchronized void update(Topology next) {
    if (next.isOlderThan(topology) || next.equals(topology)) {
      return;
    }
    if (!next.primary().equals(topology.primary())) {
      LOG.info(
          "epoch {}: the primary is {}",
          next.epoch(),
          next.primary().map(Backend::toString).orElse("none"));
    }
    if (!next.leaving().equals(topology.leaving())) {
      LOG.info("epoch {}: sessions are led away from {}", next.epoch(), next.leaving());
    }
    topology = next;
    doors.keySet().removeIf(b -> !isIn(b, next));
    // A session that reads the old topology just now is in the list, and hears of the new one.
    sessions.forEach(session -> session.topologyChanged(next));
  }

  private static boolean isIn(Backend backend, Topology topology) {
    return topology.standbys().contains(backend)
        || topology.primary().filter(backend::equals).isPresent();
  }

  Topology topology() {
    return topology;
  }

  Door door(Backend backend) {
    return doors.computeIfAbsent(backend, _ -> new Door(limits().attemptsPerBackend()));
  }

  void add(ClientSession session) {
    sessions.add(session);
  }

  void remove(ClientSession session) {
    sessions.remove(session);
  }

  /** Whether one more client may be told politely why it is refused. */
  boolean beginFarewell() {
    if (farewells.incrementAndGet() > limits().waitingSessions()) {
      farewells.decrementAndGet();
      return false;
    }
    return true;
  }

  void endFarewell() {
    farewells.decrementAndGet();
  }

  RouterConfig config() {
    return config;
  }

  RouterLimits limits() {
    return config.limits();
  }

  Counters counters() {
    return counters;
  }

  WaitingRoom waitingRoom() {
    return waitingRoom;
  }

  Targets targets() {
    return targets;
  }

  CancelKeys cancelKeys() {
    return cancelKeys;
  }

  RouterStats stats() {
    return counters.read(waitingRoom);
  }
}
