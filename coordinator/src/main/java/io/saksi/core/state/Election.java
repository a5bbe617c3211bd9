package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.History;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.quorum.Policy;
import java.util.Map;
import java.util.Optional;

/** {@code Elect}: who is to lead the epoch, on which branch, and with which set. */
final class Election {
  private Election() {}

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
}
