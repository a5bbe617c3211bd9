package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From elected to open: the fence of the predecessor is recorded, and only then the successor may
 * open. What it opens with rules from here on, and nothing that was reported before counts.
 */
final class Installation {
  private Installation() {}

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
