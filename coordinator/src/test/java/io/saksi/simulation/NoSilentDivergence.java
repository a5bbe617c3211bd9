package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.model.Member;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;

/**
 * I5. A node whose WAL leaves the current history does not serve reads beyond a bounded time, never
 * joins as a standby before it was rewound or recloned, and what it held is kept where it may be
 * needed.
 */
final class NoSilentDivergence {
  /** For the agent's own loop and the time that an action takes, in milliseconds. */
  private static final long SLACK = 2_500;

  private final World world;
  private Wal openedWith;

  NoSilentDivergence(World world) {
    this.world = world;
  }

  void opened(Node node) {
    openedWith = node.pg.head;
  }

  /** From here on this is the history, whether or not its primary gets as far as its gate. */
  void appended(ClusterState before, Command command) {
    if (command instanceof Command.Open
        && before.reign() instanceof Reign.Elected elected
        && world.node(elected.candidate()).pg.head != null) {
      openedWith = world.node(elected.candidate()).pg.head;
    }
  }

  /** Who helps to acknowledge a commit has it. */
  void contributed(Pg.Row row, Wal commit) {
    if (!row.has().contains(commit)) {
      throw new Violation(
          "I5", row.standby().id + " acknowledged " + commit + " with " + row.has());
    }
  }

  void overwrites(Node node) {
    ClusterState state = world.raft.log.latest();
    boolean recorded =
        node.pg.instance != null
            && state
                .member(node.id)
                .flatMap(Member::instance)
                .filter(node.pg.instance::equals)
                .isPresent();
    if (recorded && state.isCounted(node.id)) {
      throw new Violation("I5", node.id + " is overwritten while it is counted");
    }
  }

  /** Reads of a history that was left end within a bounded time of the node's own clock. */
  void read(Node standby) {
    boolean diverged =
        standby.agentRuns()
            && openedWith != null
            && !standby.pg.head.contains(openedWith)
            && !openedWith.contains(standby.pg.head);
    if (!diverged) {
      standby.divergedReadsSince = -1;
    } else if (standby.divergedReadsSince < 0) {
      standby.divergedReadsSince = world.now();
    } else if (world.now() - standby.divergedReadsSince > bound(standby)) {
      throw new Violation("I5", standby.id + " serves reads of " + standby.pg.head);
    }
  }

  private static long bound(Node node) {
    return (long) (node.state().settings().readTtl().toMillis() / Math.min(1, node.rate)) + SLACK;
  }
}
