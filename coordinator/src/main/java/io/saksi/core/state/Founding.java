package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import java.util.Optional;
import java.util.Set;

/** The first reign: nobody held the data before, so nothing is revoked or fenced. */
final class Founding {
  private Founding() {}

  static Outcome found(ClusterState state, Command.Found found) {
    if (!(state.reign() instanceof Reign.None none)) {
      return refused(state, "the cluster has a database already");
    }
    if (none.brought().isPresent() != found.adopted().isPresent()) {
      return refused(
          state,
          found.node()
              + (none.brought().isPresent() ? " brings a database" : " has no database to bring"));
    }
    Epoch epoch = state.reign().epoch().next();
    Branch branch = new Branch(found.adopted().map(Command.Adopted::timeline).orElse(1), epoch);
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
            found.adopted().map(adopted -> new Position(branch, adopted.end())),
            Set.of());
    return new Outcome.Applied(
        Edit.of(state)
            .reign(elected)
            .history(state.history().allot(branch, 0, Lsn.ZERO))
            .nextEntry(state.nextEntry() + 1)
            .build());
  }
}
