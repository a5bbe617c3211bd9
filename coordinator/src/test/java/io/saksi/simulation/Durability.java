package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * I1. In a synchronous mode, no commit that a client saw acknowledged is lost, over any number of
 * failovers, except by a forced one that said so. In {@link Mode#ASYNC} no more is lost than the
 * operator's bound, counted from the last renewal.
 */
final class Durability {
  private final World world;
  private final Map<Epoch, Allowed> allowed = new HashMap<>();

  /** The last commit acknowledged, and the last that was in a synchronous mode. */
  private Wal acknowledged;

  private Wal durable;
  private Epoch opened = Epoch.NONE;
  private Epoch lastForced = Epoch.NONE;

  /** The last reign that the log opened, whether or not its primary got as far as its gate. */
  private Epoch reigning = Epoch.NONE;

  long acknowledgements;

  /**
   * What an election may lose.
   *
   * @param kept everything up to here stays, in bytes
   * @param synchronous whether commits of a synchronous mode may be lost too
   */
  private record Allowed(long kept, boolean synchronous) {}

  Durability(World world) {
    this.world = world;
  }

  void appended(ClusterState before, Command command, ClusterState after) {
    if (command instanceof Command.Found found) {
      // What clients were told before the cluster was there counts as if told by it.
      found.adopted().ifPresent(as -> acknowledged = world.brought.back(Wal.upTo(as.end())));
      durable = acknowledged;
    }
    if (command instanceof Command.Open opens) {
      reigning = opens.epoch();
    }
    if (command instanceof Command.Open
        && before.orders().forced().isPresent()
        && after.reign() instanceof Reign.Open open) {
      lastForced = open.epoch();
    }
    if (command instanceof Command.Open open
        && allowed.containsKey(open.epoch())
        && before.reign() instanceof Reign.Elected elected) {
      // From here on it goes by this node's WAL, whether or not it gets as far as its gate. Other
      // data that took its place since (restored from a backup) is not what was elected.
      Node node = world.node(elected.candidate());
      boolean holdsIt =
          node.pg.head != null
              && after
                  .member(node.id)
                  .flatMap(Member::instance)
                  .equals(Optional.ofNullable(node.pg.instance));
      if (acknowledged != null && holdsIt && !node.pg.head.contains(acknowledged)) {
        lose(node, allowed.get(open.epoch()));
      }
    }
    if (!(command instanceof Command.Elect elect)
        || !(before.reign() instanceof Reign.Electing electing)) {
      return;
    }
    Optional<Orders.Forced> forced =
        Policy.forced(before, electing).filter(f -> f.target().equals(elect.candidate()));
    if (forced.isPresent()) {
      allowed.put(elect.epoch(), new Allowed(known(before) - forced.get().acceptedLoss(), true));
    } else if (before.inForce().stream().anyMatch(entry -> entry.mode() == Mode.ASYNC)) {
      long bound = before.settings().asyncLagBound().orElse(0L);
      long end = before.renewal().flatMap(Renewal::end).map(p -> p.lsn().value()).orElse(0L);
      allowed.put(elect.epoch(), new Allowed(end - bound, false));
    }
  }

  /** What the operator was told about: the floor, and the end of WAL at the last renewal. */
  private static long known(ClusterState state) {
    return Stream.of(state.floor(), state.renewal().flatMap(Renewal::end))
        .flatMap(Optional::stream)
        .map(Position::lsn)
        .mapToLong(Lsn::value)
        .max()
        .orElse(0);
  }

  /** A client was told that its commit is safe, or may have read it. */
  void acknowledged(Node primary, Wal commit) {
    acknowledgements++;
    if (!world.invariants.fencingHolds() && primary.pg.serves.isBefore(lastForced)) {
      // An operator made somebody else primary without asking those who may still follow this one.
      return;
    }
    if (isUnfenced(primary)) {
      return;
    }
    boolean goesOn = acknowledged == null || commit.contains(acknowledged);
    if (!goesOn && !acknowledged.contains(commit)) {
      throw new Violation(
          "I1", primary.id + " acknowledges " + commit + " but " + acknowledged + " was before");
    }
    acknowledged = goesOn ? commit : acknowledged;
    if (isSynchronous(primary) && (durable == null || commit.contains(durable))) {
      durable = commit;
    }
  }

  /** Where nobody is waited for, only the fence keeps a former primary from acknowledging. */
  private boolean isUnfenced(Node primary) {
    return !world.invariants.fencingHolds()
        && primary.pg.setting != null
        && primary.pg.setting.set().isEmpty()
        && primary.pg.serves.isBefore(reigning);
  }

  private static boolean isSynchronous(Node primary) {
    return primary.pg.setting == null || primary.pg.setting.mode() != Mode.ASYNC;
  }

  /** Whatever it holds can be read from now on, as if it had been acknowledged. */
  void opened(Node node) {
    Epoch epoch = node.pg.serves;
    if (acknowledged != null && !node.pg.head.contains(acknowledged)) {
      if (epoch.isBefore(opened) && !world.invariants.fencingHolds()) {
        return;
      }
      lose(node, allowed.get(epoch));
    }
    opened = epoch;
    acknowledged(node, node.pg.readable());
  }

  private void lose(Node node, Allowed loss) {
    Wal left = node.pg.head.commonWith(acknowledged);
    if (left == null) {
      throw new Violation("I1", node.id + " opens with a database that is another one");
    }
    boolean keepsDurable = durable == null || left.contains(durable);
    boolean said =
        loss != null && left.end().value() >= loss.kept && (keepsDurable || loss.synchronous);
    if (!said) {
      throw new Violation("I1", node.id + " opens at " + node.pg.head + " without " + acknowledged);
    }
    world.trace(() -> node.id + " loses " + left + " to " + acknowledged + ", as was said");
    acknowledged = left;
    durable = keepsDurable ? durable : left;
  }

  /** A read on the primary sees every commit that was acknowledged before. */
  void read(Node primary) {
    if (world.invariants.fencingHolds() && !primary.pg.head.contains(acknowledged)) {
      throw new Violation(
          "I1", "a read on " + primary.id + " at " + primary.pg.head + " misses " + acknowledged);
    }
  }
}
