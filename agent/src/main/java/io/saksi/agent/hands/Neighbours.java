package io.saksi.agent.hands;

import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
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

  private final PostgresInstance instance;
  private final NodeId self;
  private Set<String> addresses = Set.of();
  private Set<NodeId> standbys = Set.of();
  private Optional<NodeId> openPrimary = Optional.empty();
  private Optional<Set<NodeId>> slotsMade = Optional.empty();
  private Set<String> allowed = Set.of();

  Neighbours(PostgresInstance instance, NodeId self) {
    this.instance = instance;
    this.self = self;
  }

  synchronized void know(ClusterState state) {
    openPrimary =
        state.reign() instanceof Reign.Open open ? Optional.of(open.primary()) : Optional.empty();
    addresses =
        state.members().values().stream()
            .flatMap(Neighbours::addressesOf)
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

  /** Before a start: the file of the closed gate lets members in at once. */
  void prepare() throws PostgresException, InterruptedException {
    Set<String> wanted = wantedAddresses();
    instance.allowMembers(wanted, BOUND);
    remember(wanted);
    forgetSlots();
  }

  /** On a running server; called often, does something only where something changed. */
  void housekeep() throws PostgresException, InterruptedException {
    if (instance.lacksWal()) {
      // It was looked at, so it is ready; whoever was to note that did not live to do so.
      instance.hasItsWal();
    }
    Set<String> wanted = wantedAddresses();
    if (!wanted.equals(allowed())) {
      instance.allowMembers(wanted, BOUND);
      remember(wanted);
    }
    Optional<Set<NodeId>> missing = missingSlots();
    if (missing.isPresent()) {
      instance.ensureSlots(missing.get(), BOUND);
      slotsMade(missing.get());
      LOG.debug("slots for {}", missing.get());
    }
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
