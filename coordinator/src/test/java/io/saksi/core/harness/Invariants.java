package io.saksi.core.harness;

import io.saksi.core.model.Epoch;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;

/** What must hold after every event (design, section 1). */
final class Invariants {
  private final World world;
  private Wal acknowledged;
  private Wal openedWith;
  private Epoch openedEpoch = Epoch.NONE;
  private boolean lossAccepted;
  long acknowledgements;
  long openings;

  Invariants(World world) {
    this.world = world;
  }

  /** A client was told that its commit is safe, or may have read it. */
  void acknowledged(Node primary, Wal commit) {
    acknowledgements++;
    if (acknowledged == null || commit.contains(acknowledged)) {
      acknowledged = commit;
    } else if (!acknowledged.contains(commit)) {
      throw new Violation(
          "I1", primary.id + " acknowledges " + commit + " but " + acknowledged + " was before");
    }
  }

  /** A forced failover: what the next one that opens does not have was given up by an operator. */
  void acceptLoss() {
    lossAccepted = true;
  }

  void contributed(Pg.Row row, Wal commit) {
    if (!row.has().contains(commit)) {
      throw new Violation("I5", row.standby() + " acknowledged " + commit + " with " + row.has());
    }
  }

  void opened(Node node) {
    openings++;
    for (Node other : world.nodes.values()) {
      if (world.lawful && other != node && other.pg.writable()) {
        throw new Violation("I2", node.id + " opens while " + other.id + " is open");
      }
    }
    if (world.lawful && node.pg.serves.isBefore(openedEpoch)) {
      throw new Violation("I4", node.id + " opens for " + node.pg.serves + " after " + openedEpoch);
    }
    openedEpoch = node.pg.serves;
    if (lossAccepted) {
      acknowledged = null;
      lossAccepted = false;
    }
    if (acknowledged != null && !node.pg.head.contains(acknowledged)) {
      throw new Violation("I1", node.id + " opens at " + node.pg.head + " without " + acknowledged);
    }
    // Whatever it holds can be read from now on.
    acknowledged(node, node.pg.head);
    openedWith = node.pg.head;
  }

  void overwrites(Node node) {
    ClusterState state = world.log.latest();
    boolean recorded =
        node.pg.instance != null
            && state
                .member(node.id)
                .orElseThrow()
                .instance()
                .filter(node.pg.instance::equals)
                .isPresent();
    if (recorded && state.isCounted(node.id)) {
      throw new Violation("I5", node.id + " is overwritten while it is counted");
    }
  }

  void appended(ClusterState before, ClusterState after) {
    if (after.reign().epoch().isBefore(before.reign().epoch())) {
      throw new Violation("I4", "the epoch went back to " + after.reign().epoch());
    }
    if (after.version() < before.version() || after.nextEntry() < before.nextEntry()) {
      throw new Violation("I4", "a counter went back");
    }
  }

  /** Reads of a history that was left end within a bounded time. */
  void reads(Node node) {
    boolean diverged =
        node.agentRuns()
            && node.pg.role == Pg.Role.STANDBY
            && node.pg.gate == Gate.READ
            && openedWith != null
            && !node.pg.head.contains(openedWith)
            && !openedWith.contains(node.pg.head);
    if (!diverged) {
      node.divergedReadsSince = -1;
    } else if (node.divergedReadsSince < 0) {
      node.divergedReadsSince = world.now;
    } else if (world.now - node.divergedReadsSince
        > node.state().settings().readTtl().toMillis() + 2_000) {
      throw new Violation("I5", node.id + " serves reads of " + node.pg.head);
    }
  }
}
