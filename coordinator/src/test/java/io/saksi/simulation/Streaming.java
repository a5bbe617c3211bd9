package io.saksi.simulation;

import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Postgres;
import java.util.Arrays;
import java.util.Optional;

/** WAL from node to node, and what the primary's setting makes of the replies. */
final class Streaming {
  private static final int BATCH = 30;

  private Streaming() {}

  /** There is something new for whoever follows this node. */
  static void wake(World world, Node from) {
    for (Node node : world.nodes) {
      Optional<Postgres.Upstream> upstream = node.pg.upstream;
      if (upstream.isPresent() && upstream.get().node().equals(from.id)) {
        poll(world, node);
      }
    }
  }

  static void poll(World world, Node node) {
    if (!node.pg.streamPending) {
      node.pg.streamPending = true;
      Node from = node.pg.upstream.map(u -> world.node(u.node())).orElse(node);
      world.after(
          world.network.delay(from, node) + node.flush(),
          () -> {
            node.pg.streamPending = false;
            node.pg.upstream.ifPresent(upstream -> stream(world, node, upstream));
          });
    }
  }

  /** The receiver of a standby that says it was revoked, and was not. */
  static void lingers(World world, Node node, Postgres.Upstream still) {
    for (int i = 1; i < 100; i++) {
      world.after(
          20L * i,
          () -> {
            if (node.pg.upstream.isEmpty()) {
              stream(world, node, still);
              node.pg.streaming = false;
            }
          });
    }
  }

  private static void stream(World world, Node node, Postgres.Upstream upstream) {
    Pg pg = node.pg;
    if (!node.serves() || pg.role != Pg.Role.STANDBY) {
      return;
    }
    Node from = world.node(upstream.node());
    boolean reaches =
        world.network.open(Network.Plane.POSTGRES, from, node)
            && (pg.streaming || isLetIn(world, node, from));
    if (!reaches || from.pg.head == null || node.diskFull()) {
      pg.streaming = pg.streaming && world.now() - pg.lastStreamed < Node.SENDER_TIMEOUT;
      return;
    }
    Wal theirs = from.pg.head;
    boolean ahead = !theirs.equals(pg.head) && pg.head.contains(theirs);
    pg.streaming = from.pg.runs() && !ahead && pg.head.commonWith(theirs) != null;
    if (pg.streaming) {
      pg.lastStreamed = world.now();
      receive(world, node, from, upstream.name());
    }
  }

  private static boolean isLetIn(World world, Node node, Node from) {
    return !from.pg.orphaned && world.network.open(Network.Plane.POSTGRES, node, from);
  }

  /** What does not fit it cannot take, and what it has it claims to have all the same. */
  private static void receive(World world, Node node, Node from, String name) {
    Pg pg = node.pg;
    Wal theirs = from.pg.head;
    Wal common = pg.head;
    pg.replayed = pg.head;
    if (!theirs.contains(pg.head)) {
      common = theirs.commonWith(pg.head);
    } else if (!theirs.equals(pg.head)) {
      pg.head = pg.rolledBack ? theirs : theirs.back(pg.head.lsn() + world.between(1, BATCH));
      pg.rolledBack = false;
      common = theirs;
      if (!pg.head.equals(theirs)) {
        poll(world, node);
      }
    }
    Pg.Row row = new Pg.Row(node, common.lsn(), pg.head, world.now());
    int incarnation = from.pg.incarnation;
    world.network.stream(node, from, () -> reply(world, from, name, incarnation, row));
  }

  /** A reply may arrive after its standby was revoked, but not after a later one. */
  private static void reply(World world, Node from, String name, int incarnation, Pg.Row row) {
    Pg.Row known = from.pg.rows.get(name);
    boolean overtaken =
        known != null && known.standby() == row.standby() && known.heard() > row.heard();
    if (from.serves() && from.pg.runs() && from.pg.incarnation == incarnation && !overtaken) {
      from.pg.rows.put(name, row);
      acknowledge(world, from);
    }
  }

  static void disconnect(World world, Node node) {
    node.pg.upstream.ifPresent(upstream -> {
      Node from = world.node(upstream.node());
      if (world.network.bothWays(Network.Plane.POSTGRES, node, from)) {
        from.pg.rows.remove(upstream.name());
      }
    });
  }

  /** What the setting in force releases, as PostgreSQL counts: by name, believing every row. */
  static void acknowledge(World world, Node node) {
    Pg pg = node.pg;
    while (!pg.waiting.isEmpty() && node.writable() && pg.setting != null) {
      Wal commit = pg.waiting.peek();
      int flushed = 0;
      for (NodeId member : pg.setting.set().members()) {
        Pg.Row row = pg.rows.get(member.name());
        flushed += row != null && row.flushed() >= commit.lsn() ? 1 : 0;
      }
      if (flushed < pg.setting.set().k()) {
        return;
      }
      for (NodeId member : pg.setting.set().members()) {
        Pg.Row row = pg.rows.get(member.name());
        if (row != null && row.flushed() >= commit.lsn()) {
          world.invariants.divergence.contributed(row, commit);
        }
      }
      pg.waiting.poll();
      world.invariants.durability.acknowledged(node, commit);
    }
  }

  /** What k members of every set in force are known to have flushed. */
  static Optional<Position> floor(Node node) {
    ClusterState state = node.state();
    if (!(state.reign() instanceof Reign.Open open) || node.pg.head == null) {
      return Optional.empty();
    }
    long floor = Long.MAX_VALUE;
    for (SyncEntry entry : state.inForce()) {
      floor = entry.set().isEmpty() ? 0 : Math.min(floor, kth(node, entry));
    }
    return floor == 0 ? Optional.empty() : Optional.of(new Position(open.branch(), Wal.at(floor)));
  }

  private static long kth(Node node, SyncEntry entry) {
    long[] flushed =
        entry.set().members().stream()
            .map(member -> node.pg.rows.get(member.name()))
            .mapToLong(row -> row == null || row.flushed() > row.sent() ? 0L : row.flushed())
            .toArray();
    Arrays.sort(flushed);
    return flushed[flushed.length - entry.set().k()];
  }
}
