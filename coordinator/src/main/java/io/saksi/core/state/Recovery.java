package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.History;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The quorum is gone for good, and what one survivor knows begins a new generation of the cluster.
 *
 * <p>What the lost ones decided without the survivor is not known. So every number that they may
 * have used is passed over (epochs, timelines, sync entries): nothing of theirs can be mistaken for
 * something of the new generation (I4, I5), and a lease of theirs is one of an epoch that is over.
 * Nobody is open afterwards: the survivor is elected like anybody else, once the longest lease that
 * a lost one can have been granted has run out (I2).
 */
public final class Recovery {
  /** Epochs and sync entries go on at the next multiple: a million failovers take weeks. */
  static final long STRIDE = 1_000_000;

  /** Timelines do: each number that is passed over costs a small file in every data directory. */
  static final int TIMELINES = 32;

  private Recovery() {}

  static Outcome recover(ClusterState state, Command.Recover recover) {
    Optional<String> reason = whyNot(state, recover);
    if (reason.isPresent()) {
      return refused(state, reason.get());
    }
    Epoch epoch = epochAfter(state, recover);
    Deposed deposed = deposed(state).orElseThrow();
    return Edit.of(state)
        .cluster(renamed(state, recover))
        .members(without(state, recover.lost()))
        .reign(new Reign.Electing(epoch, Cause.DISASTER, Set.of()))
        .deposed(Optional.of(deposed))
        .history(passedOver(state.history(), epoch))
        .nextEntry(beyond(state.nextEntry()))
        .renewal(Optional.of(longest(state, deposed.epoch(), recover.longestLease())))
        .orders(orders(state, recover, deposed.primary(), epoch))
        .applied();
  }

  private static Optional<String> whyNot(ClusterState state, Command.Recover recover) {
    NodeId survivor = recover.survivor();
    Member member = state.members().get(survivor);
    if (member == null || !member.holdsData() || member.instance().isEmpty()) {
      return Optional.of(survivor + " has no data to go on with");
    } else if (recover.lost().contains(survivor)) {
      return Optional.of(survivor + " cannot be lost and survive");
    } else if (!state.members().keySet().containsAll(recover.lost())) {
      return Optional.of("who is declared lost must be a member");
    } else if (2 * (state.members().size() - recover.lost().size()) > state.members().size()) {
      return Optional.of("the majority is there: it can elect a primary by itself");
    } else if (state.cluster().id().equals(recover.id())
        || state.cluster().supersedes(recover.id())) {
      return Optional.of("a new generation needs a new identity");
    }
    return deposed(state).isEmpty()
        ? Optional.of("no primary was ever open: there is nothing to recover")
        : Optional.empty();
  }

  /** The reign that the election after this recovery is for. */
  public static Epoch epochAfter(ClusterState state, Command.Recover recover) {
    long known = Math.max(state.reign().epoch().number(), recover.above().number());
    return new Epoch(beyond(known + 1));
  }

  private static long beyond(long number) {
    return Math.multiplyExact(Math.addExact((number - 1) / STRIDE, 1), STRIDE);
  }

  /**
   * Whoever opened last, as far as the survivor knows. A proof that he was fenced says nothing of a
   * later reign that only the lost ones knew: the lease is waited out in any case.
   */
  private static Optional<Deposed> deposed(ClusterState state) {
    return state.reign() instanceof Reign.Open open
        ? Optional.of(new Deposed(open.epoch(), open.primary(), Optional.empty()))
        : state.deposed().map(d -> new Deposed(d.epoch(), d.primary(), Optional.empty()));
  }

  private static Renewal longest(ClusterState state, Epoch epoch, Duration longestLease) {
    Optional<Renewal> last = state.renewal();
    Duration longest = last.map(Renewal::longest).orElse(Duration.ZERO);
    longest = longest.compareTo(longestLease) < 0 ? longestLease : longest;
    return new Renewal(
        epoch, last.map(Renewal::number).orElse(0L), longest, longest, last.flatMap(Renewal::end));
  }

  private static ClusterId renamed(ClusterState state, Command.Recover recover) {
    List<Endpoint> lost =
        recover.lost().stream().map(node -> state.members().get(node).agent()).toList();
    ClusterId before = state.cluster();
    List<ClusterId.Former> former = new ArrayList<>(before.former());
    former.add(new ClusterId.Former(before.id(), lost));
    return new ClusterId(before.name(), recover.id(), former);
  }

  private static Map<NodeId, Member> without(ClusterState state, Set<NodeId> lost) {
    Map<NodeId, Member> members = new TreeMap<>(state.members());
    members.keySet().removeAll(lost);
    return members;
  }

  private static History passedOver(History history, Epoch epoch) {
    int last = (history.nextTimeline() / TIMELINES + 1) * TIMELINES - 1;
    return history.burnedUpTo(new Branch(last, epoch));
  }

  /**
   * What operators decided stays (I6), but for a change of roles under way. The lost ones may not
   * come back by themselves, and no other survivor's data is overwritten before it was looked at:
   * it may have followed a reign that this one knows nothing of (I5).
   */
  private static Orders orders(
      ClusterState state, Command.Recover recover, NodeId former, Epoch epoch) {
    NodeId survivor = recover.survivor();
    boolean inPlace = former.equals(survivor);
    Orders orders =
        state
            .orders()
            .withSwitchover(Optional.empty())
            .withForced(
                inPlace
                    ? Optional.empty()
                    : Optional.of(new Orders.Forced(epoch, survivor, Long.MAX_VALUE)))
            .lettingGo(survivor);
    for (Member member : state.members().values()) {
      NodeId node = member.node();
      if (recover.lost().contains(node)) {
        orders = orders.holding(node, hold(Orders.Kind.DETACHED, epoch, "was declared lost"));
      } else if (mayDiffer(member, survivor) && !orders.isHeld(node)) {
        orders = orders.holding(node, hold(Orders.Kind.SUSPECT, epoch, "was not asked"));
      }
    }
    return orders;
  }

  private static boolean mayDiffer(Member member, NodeId survivor) {
    return member.instance().isPresent() && !member.node().equals(survivor);
  }

  private static Orders.Hold hold(Orders.Kind kind, Epoch epoch, String what) {
    return new Orders.Hold(
        kind, epoch, "a recovery from disaster began a new generation; it " + what);
  }
}
