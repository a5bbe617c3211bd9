package io.saksi.agent.router;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chooses where a session goes. Read-only sessions go to the readable standby with the fewest
 * sessions, those with equally many taking turns; to the primary only if no standby is readable.
 * Nobody is led to a backend that is about to end its sessions: the wait for the next is short.
 */
final class Targets {
  private final Map<Backend, Integer> sessions = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();

  /** The best target outside {@code refused}, if there is one. */
  Optional<Target> choose(Access access, Topology topology, Set<Backend> refused) {
    return switch (access) {
      case READ_WRITE -> primary(topology, refused);
      case READ_ONLY ->
          topology.standbys().isEmpty() ? primary(topology, refused) : standby(topology, refused);
    };
  }

  private static Optional<Target> primary(Topology topology, Set<Backend> refused) {
    return topology
        .primary()
        .filter(b -> !refused.contains(b) && !topology.leaving().contains(b))
        .map(b -> new Target(b, Target.Role.PRIMARY));
  }

  private Optional<Target> standby(Topology topology, Set<Backend> refused) {
    List<Backend> standbys = new ArrayList<>(topology.standbys());
    Collections.rotate(standbys, Math.floorMod(turn.getAndIncrement(), standbys.size()));
    return standbys.stream()
        .filter(b -> !refused.contains(b) && !topology.leaving().contains(b))
        .min(Comparator.comparingInt(b -> sessions.getOrDefault(b, 0)))
        .map(b -> new Target(b, Target.Role.STANDBY));
  }

  /** A session now counts for this target; {@link #release} ends that. */
  void occupy(Target target) {
    sessions.merge(target.backend(), 1, Integer::sum);
  }

  void release(Target target) {
    sessions.computeIfPresent(target.backend(), (_, n) -> n == 1 ? null : n - 1);
  }
}
