package io.saksi.agent.hands;

import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the other members need of this PostgreSQL: to be let in for replication, and a slot each.
 * Kept as the members change.
 */
final class Neighbours {
  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);
  private static final Duration BOUND = Duration.ofSeconds(5);

  /** How often slots are moved on and settings are looked at. */
  private static final Duration INSPECT = Duration.ofSeconds(20);

  private final PostgresInstance instance;
  private final NodeId self;
  private Set<String> addresses = Set.of();
  private Set<NodeId> standbys = Set.of();
  private Optional<NodeId> openPrimary = Optional.empty();
  private Optional<Set<NodeId>> slotsMade = Optional.empty();
  private Set<String> allowed = Set.of();
  private List<NodeReport> heard = List.of();
  private Optional<Integer> timeline = Optional.empty();
  private Optional<Long> lastInspected = Optional.empty();
  private volatile List<String> warnings = List.of();

  Neighbours(PostgresInstance instance, NodeId self) {
    this.instance = instance;
    this.self = self;
  }

  synchronized void know(ClusterState state) {
    openPrimary =
        state.reign() instanceof Reign.Open open ? Optional.of(open.primary()) : Optional.empty();
    timeline =
        state.reign() instanceof Reign.Open open
            ? Optional.of(open.branch().timeline())
            : Optional.empty();
    addresses =
        state.members().values().stream()
            .flatMap(Neighbours::addressesOf)
            .filter(Neighbours::isUsable)
            .collect(Collectors.toCollection(TreeSet::new));
    standbys =
        state.members().values().stream()
            .filter(Member::holdsData)
            .map(Member::node)
            .filter(node -> !node.equals(self))
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** As the state said that was known last. */
  synchronized Optional<NodeId> openPrimary() {
    return openPrimary;
  }

  /** A node may connect from where its PostgreSQL listens or from where its agent does. */
  private static Stream<String> addressesOf(Member member) {
    return member.postgres().stream()
        .flatMap(p -> Stream.of(p, member.agent()))
        .map(Endpoint::host);
  }

  /**
   * One member that gives a name where an address belongs must not keep the others from starting.
   */
  private static boolean isUsable(String address) {
    boolean usable = PostgresInstance.isMemberAddress(address);
    if (!usable) {
      LOG.warn("'{}' is no IP address: nobody is let in for replication from there", address);
    }
    return usable;
  }

  /** Before a start: the file of the closed gate lets members in at once. */
  void prepare() throws PostgresException, InterruptedException {
    Set<String> wanted = wantedAddresses();
    instance.allowMembers(wanted, BOUND);
    remember(wanted);
    forgetSlots();
  }

  /** On a running server; called often, does something only where something changed. */
  void housekeep() throws PostgresException, InterruptedException {
    if (instance.rejoining().lacksWal()) {
      // It was looked at, so it is ready; whoever was to note that did not live to do so.
      instance.rejoining().hasItsWal();
    }
    Set<String> wanted = wantedAddresses();
    if (!wanted.equals(allowed())) {
      instance.allowMembers(wanted, BOUND);
      remember(wanted);
    }
    Optional<Set<NodeId>> missing = missingSlots();
    boolean due = isDue();
    if (missing.isPresent() || due) {
      Set<NodeId> members = missing.orElseGet(this::members);
      instance.ensureSlots(members, BOUND);
      slotsMade(members);
      LOG.debug("slots for {}", members);
    }
    if (due) {
      // Nothing on a primary: there the members move their slots themselves.
      instance.advanceSlots(reached(), BOUND);
      List<String> before = warnings;
      warnings = Stream.concat(instance.inspect(BOUND).stream(), divergences().stream()).toList();
      // What stands for weeks stands in the status; the log tells of it once.
      warnings.stream()
          .filter(warning -> !before.contains(warning))
          .forEach(warning -> LOG.warn("{}", warning));
    }
  }

  private List<String> divergences() {
    try {
      return instance.rejoining().archive().warnings();
    } catch (IOException e) {
      return List.of("DIVERGENCE_KEPT: what is kept cannot be read: " + e.getMessage());
    }
  }

  /** What the last inspection found; from any thread. */
  List<String> warnings() {
    return warnings;
  }

  /** The leader told everybody how far they are. */
  synchronized void heard(Collection<NodeReport> others) {
    heard = List.copyOf(others);
  }

  /**
   * How far the others' WAL reaches, where it is the same as here: a slot that went with the WAL of
   * one that left the history would keep too little for it.
   */
  private synchronized Map<NodeId, Lsn> reached() {
    Map<NodeId, Lsn> reached = new TreeMap<>();
    for (NodeReport report : heard) {
      if (report.postgres() instanceof Postgres.Standby standby
          && standby.streaming()
          && timeline.equals(Optional.of(standby.timeline()))) {
        reached.put(report.node(), standby.reached());
      } else if (report.postgres() instanceof Postgres.Primary primary
          && openPrimary.equals(Optional.of(report.node()))
          && timeline.equals(Optional.of(primary.timeline()))) {
        needed(report, primary).ifPresent(lsn -> reached.put(report.node(), lsn));
      }
    }
    reached.remove(self);
    return reached;
  }

  /** What the primary has not archived yet has to be here, too: whoever succeeds it archives it. */
  private Optional<Lsn> needed(NodeReport report, Postgres.Primary primary) {
    return instance.config().archives()
        ? report
            .facts()
            .archived()
            .map(to -> to.isBefore(primary.flushed()) ? to : primary.flushed())
        : Optional.of(primary.flushed());
  }

  private synchronized boolean isDue() {
    long now = System.nanoTime();
    boolean due = lastInspected.isEmpty() || now - lastInspected.get() >= INSPECT.toNanos();
    if (due) {
      lastInspected = Optional.of(now);
    }
    return due;
  }

  private synchronized Set<NodeId> members() {
    return standbys;
  }

  /** Of the open reign's branch; empty while there is none. */
  synchronized Optional<Integer> timeline() {
    return timeline;
  }

  private synchronized Set<String> wantedAddresses() {
    return addresses;
  }

  private synchronized Set<String> allowed() {
    return allowed;
  }

  private synchronized void remember(Set<String> now) {
    allowed = now;
  }

  private synchronized void forgetSlots() {
    slotsMade = Optional.empty();
  }

  private synchronized Optional<Set<NodeId>> missingSlots() {
    return slotsMade.equals(Optional.of(standbys)) ? Optional.empty() : Optional.of(standbys);
  }

  private synchronized void slotsMade(Set<NodeId> made) {
    slotsMade = Optional.of(made);
  }
}
