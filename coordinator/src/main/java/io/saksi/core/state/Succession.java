package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.quorum.Policy;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The commands that carry the cluster from one reign to the next; see {@link Reign} for the order.
 */
final class Succession {
  private Succession() {}

  static Outcome found(ClusterState state, Command.Found found) {
    if (!(state.reign() instanceof Reign.None)) {
      return refused(state, "the cluster has a database already");
    }
    Epoch epoch = state.reign().epoch().next();
    Branch branch = new Branch(1, epoch);
    SyncEntry alone = new SyncEntry(state.nextEntry(), SyncSet.NOBODY, state.settings().mode());
    Reign elected =
        new Reign.Elected(
            epoch,
            Cause.CANDIDATE_FAILED,
            found.node(),
            Reign.Accession.FOUND,
            branch,
            alone,
            Optional.empty(),
            Optional.empty(),
            Set.of());
    return new Outcome.Applied(
        Edit.of(state)
            .reign(elected)
            .history(state.history().allot(branch, 0, Lsn.ZERO))
            .nextEntry(state.nextEntry() + 1)
            .build());
  }

  /** From here on renewals of the ended reign are refused, so that its lease can only run out. */
  static Outcome beginFailover(ClusterState state, Command.BeginFailover begin) {
    if (!state.reign().epoch().equals(begin.ended())) {
      return refused(state, "epoch " + begin.ended() + " is not the current one");
    }
    Optional<String> forbidden = whyNotBegin(state, begin);
    if (forbidden.isPresent()) {
      return refused(state, forbidden.get());
    }
    Epoch next = begin.ended().next();
    return switch (state.reign()) {
      case Reign.None _ -> refused(state, "there is no reign to end");
      case Reign.Electing _ -> refused(state, "the election of this epoch is under way");
      case Reign.Open open ->
          new Outcome.Applied(
              Edit.of(state)
                  .reign(new Reign.Electing(next, begin.cause(), Set.of()))
                  .deposed(Optional.of(new Deposed(open.epoch(), open.primary(), Optional.empty())))
                  .orders(ordersAfter(state, begin.cause()))
                  .build());
      case Reign.Elected elected when elected.accession() == Reign.Accession.FOUND ->
          refused(state, "nobody else can found the cluster; the founder goes on when it is back");
      case Reign.Elected elected -> {
        Set<NodeId> excluded = new HashSet<>(elected.excluded());
        excluded.add(elected.candidate());
        // The sets of the last reign that opened still rule, and so does its fence.
        yield new Outcome.Applied(
            Edit.of(state)
                .reign(new Reign.Electing(next, begin.cause(), excluded))
                .orders(ordersAfter(state, begin.cause()).withForced(Optional.empty()))
                .build());
      }
    };
  }

  private static Optional<String> whyNotBegin(ClusterState state, Command.BeginFailover begin) {
    boolean open = state.reign() instanceof Reign.Open;
    boolean ready =
        state
            .orders()
            .switchover()
            .map(s -> s.failoverLsn().isPresent() && s.rolledBack().isEmpty())
            .orElse(false);
    if (begin.cause() == Cause.FORCED) {
      return Optional.of("a forced failover names its target");
    } else if (begin.cause() == Cause.SWITCHOVER && !(open && ready)) {
      return Optional.of("no switchover has got that far");
    } else if (open && state.orders().pause().isPresent()) {
      return Optional.of("paused: " + state.orders().pause().get().reason());
    }
    return Optional.empty();
  }

  /** Another failover than the planned one ends the plan. */
  private static Orders ordersAfter(ClusterState state, Cause cause) {
    return cause == Cause.SWITCHOVER
        ? state.orders()
        : state.orders().withSwitchover(Optional.empty());
  }

  static Outcome elect(ClusterState state, Command.Elect elect) {
    if (!(state.reign() instanceof Reign.Electing electing)
        || !electing.epoch().equals(elect.epoch())) {
      return refused(state, "no election of epoch " + elect.epoch() + " is under way");
    }
    boolean promotes = elect.accession() == Reign.Accession.PROMOTE;
    if (promotes && !elect.positions().containsKey(elect.candidate())) {
      return refused(state, elect.candidate() + " did not promise in this round");
    }
    Optional<NodeId> back =
        elect.positions().entrySet().stream()
            .filter(entry -> state.wentBack(entry.getKey(), entry.getValue()))
            .map(Map.Entry::getKey)
            .findFirst();
    if (back.isPresent()) {
      return refused(state, back.get() + " said before that it had more than it says now");
    }
    ClusterState informed = state.informed(elect.positions());
    boolean inPlace = elect.accession() == Reign.Accession.IN_PLACE;
    Optional<String> reason = Suitability.whyNot(informed, electing, elect);
    if (reason.isPresent()) {
      return refused(state, reason.get());
    }
    // What the source has more is streamed before the promotion.
    Position position = informed.positions().get(elect.source().orElse(elect.candidate()));
    Branch branch = inPlace ? branchInPlace(state, position) : freshBranch(state, elect.epoch());
    History history =
        inPlace
            ? state.history()
            : state.history().allot(branch, position.branch().timeline(), position.lsn());
    SyncEntry proposed = new SyncEntry(state.nextEntry(), elect.proposed(), Policy.next(state));
    return new Outcome.Applied(
        Edit.of(informed)
            .reign(
                new Reign.Elected(
                    elect.epoch(),
                    electing.cause(),
                    elect.candidate(),
                    elect.accession(),
                    branch,
                    proposed,
                    elect.source(),
                    Optional.ofNullable(position),
                    electing.excluded()))
            .history(history)
            .nextEntry(state.nextEntry() + 1)
            .build());
  }

  private static Branch freshBranch(ClusterState state, Epoch epoch) {
    return new Branch(state.history().nextTimeline(), epoch);
  }

  private static Branch branchInPlace(ClusterState state, Position position) {
    return position != null
        ? position.branch()
        : state.history().branch(state.history().current()).orElseThrow();
  }

  static Outcome recordFence(ClusterState state, Command.RecordFence fence) {
    Optional<Deposed> deposed = state.deposed();
    if (deposed.isEmpty() || !deposed.get().epoch().equals(fence.deposed())) {
      return refused(state, "nobody of epoch " + fence.deposed() + " is waiting to be fenced");
    }
    if (deposed.get().fence().isPresent()) {
      return new Outcome.Applied(state);
    }
    Deposed fenced =
        new Deposed(fence.deposed(), deposed.get().primary(), Optional.of(fence.proof()));
    return new Outcome.Applied(Edit.of(state).deposed(Optional.of(fenced)).build());
  }

  /** I2 and I3: no opening without the recorded proof that the predecessor is fenced. */
  static Outcome open(ClusterState state, Command.Open open) {
    if (!(state.reign() instanceof Reign.Elected elected)
        || !elected.epoch().equals(open.epoch())) {
      return refused(state, "nobody is elected for epoch " + open.epoch());
    }
    FenceProof proof =
        state
            .deposed()
            .map(Deposed::fence)
            .orElse(Optional.of(FenceProof.NO_PREDECESSOR))
            .orElse(null);
    if (proof == null) {
      return refused(state, "the former primary is not proven to be fenced");
    }
    if (!elected.proposed().set().members().containsAll(open.set().members())) {
      return refused(state, "the set " + open.set() + " was not proposed");
    }
    boolean asProposed = open.set().equals(elected.proposed().set());
    SyncEntry ruling =
        asProposed
            ? elected.proposed()
            : new SyncEntry(state.nextEntry(), open.set(), elected.proposed().mode());
    return new Outcome.Applied(
        Edit.of(state)
            .reign(new Reign.Open(open.epoch(), elected.candidate(), elected.branch(), proof))
            .deposed(Optional.empty())
            .history(state.history().opened(elected.branch(), open.forkedAt()))
            .inForce(List.of(ruling))
            .nextEntry(asProposed ? state.nextEntry() : state.nextEntry() + 1)
            .positions(Map.of())
            .floor(floor(state, elected, open))
            .orders(Forcing.afterOpening(state, elected))
            .build());
  }

  /**
   * What was elected may have ended inside a record, which the promotion cut off: where the
   * timeline really begins is the floor that lies on its history.
   */
  private static Optional<Position> floor(
      ClusterState state, Reign.Elected elected, Command.Open open) {
    return elected.accession() == Reign.Accession.PROMOTE && open.forkedAt().isPresent()
        ? open.forkedAt().map(at -> new Position(elected.branch(), at))
        : elected.position().or(state::floor);
  }
}
