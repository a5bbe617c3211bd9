package io.saksi.core.explore;

import io.saksi.core.Altered;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The core is given what makes it decide as if a rule were left out. */
final class Tampering {
  private Tampering() {}

  static Postgres reported(Cell cell, ClusterState known, Postgres honest, Breakage breakage) {
    if (breakage == Breakage.SKIP_REVOCATION
        && honest instanceof Postgres.Standby s
        && known.reign().leader().isEmpty()) {
      return new Postgres.Standby(s.timeline(), s.reached(), s.replayed(), Optional.empty(), false);
    }
    if (breakage == Breakage.CONFIRM_EARLY
        && honest instanceof Postgres.Primary p
        && p.sync().isPresent()
        && known.inForce().size() > 1
        && Looks.leads(known, cell)) {
      return gathered(p, p.sync().get().marker(), known.inForce().getLast().set());
    }
    return honest;
  }

  private static Postgres gathered(Postgres.Primary p, Lsn marker, SyncSet set) {
    List<Postgres.Sender> senders = new ArrayList<>();
    set.members().forEach(m -> senders.add(new Postgres.Sender(m.name(), true, marker, marker)));
    return new Postgres.Primary(
        p.serves(), p.timeline(), p.flushed(), p.forkedAt(), senders, p.sync());
  }

  /** The state by which an election is decided and judged. */
  static ClusterState ground(ClusterState state, Breakage breakage) {
    if (!(state.reign() instanceof Reign.Electing || state.reign() instanceof Reign.Open)) {
      return state;
    }
    return switch (breakage) {
      case NONE, SKIP_REVOCATION, SKIP_LEASE_WAIT, CONFIRM_EARLY -> state;
      case IGNORE_FLOOR -> with(state, state.inForce(), Optional.empty());
      case ONLY_THE_LAST_SET ->
          state.reign() instanceof Reign.Open
              ? state
              : with(state, List.of(state.inForce().getLast()), state.floor());
      case ONE_MEMBER_TOO_FEW ->
          state.reign() instanceof Reign.Open
              ? state
              : with(
                  state,
                  state.inForce().stream().map(Tampering::oneTooFew).toList(),
                  state.floor());
    };
  }

  private static SyncEntry oneTooFew(SyncEntry entry) {
    SyncSet set = entry.set();
    return set.k() < set.members().size()
        ? new SyncEntry(entry.id(), SyncSet.any(set.k() + 1, set.members()), entry.mode())
        : entry;
  }

  /** Only the election is judged on other ground; what else the state holds stays as it is. */
  static Outcome apply(
      ClusterState state, Command command, OptionalLong basedOn, Breakage breakage) {
    if (!(command instanceof Command.Elect)) {
      return state.apply(command, basedOn);
    }
    return ground(state, breakage).apply(command, basedOn) instanceof Outcome.Applied applied
        ? new Outcome.Applied(with(applied.state(), state.inForce(), state.floor()))
        : new Outcome.Refused(state, "refused");
  }

  private static ClusterState with(ClusterState s, List<SyncEntry> sets, Optional<Position> floor) {
    return Altered.like(s).inForce(sets).floor(floor).state();
  }
}
