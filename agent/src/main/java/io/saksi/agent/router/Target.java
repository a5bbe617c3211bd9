package io.saksi.agent.router;

/**
 * A backend and what it was chosen as. A session ends when its backend stops being that, even when
 * the same node goes on as something else: its sessions do not outlive the change of role.
 *
 * <p>The epoch is not compared: a primary that is elected again in place has closed its gate in
 * between, which ended the old sessions, and new ones may be in before the new topology is here.
 */
record Target(Backend backend, Role role) {
  enum Role {
    PRIMARY,
    STANDBY
  }

  boolean isStillIn(Topology topology) {
    return switch (role) {
      case PRIMARY -> topology.primary().filter(backend::equals).isPresent();
      case STANDBY -> topology.standbys().contains(backend);
    };
  }

  /** Whether new sessions may go there. */
  boolean admits(Topology topology) {
    return isStillIn(topology) && !topology.leaving().contains(backend);
  }
}
