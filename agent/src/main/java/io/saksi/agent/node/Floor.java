package io.saksi.agent.node;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Postgres;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How far the standbys have flushed, as the primary knows it: below that nobody may ever be
 * elected.
 *
 * <p>What a standby has flushed may end inside a record, and after a restart it has only the whole
 * ones. So the floor is taken from boundaries between records that were seen before: a restarted
 * standby that has everything would otherwise be refused for a few bytes.
 */
final class Floor {
  private static final int MOST_BOUNDARIES = 256;

  private final NavigableSet<Lsn> boundaries = new TreeSet<>();

  /** No longer a primary: on another branch these boundaries say nothing. */
  void forget() {
    boundaries.clear();
  }

  void saw(Lsn boundary) {
    boundaries.add(boundary);
    if (boundaries.size() > MOST_BOUNDARIES) {
      boundaries.pollFirst();
    }
  }

  /**
   * The position that k members of every set in force have flushed.
   *
   * @return empty if that is not known of some set, or if a set counts nobody
   */
  Optional<Position> of(ClusterState state, Postgres postgres) {
    if (!(state.reign() instanceof Reign.Open open)
        || !(postgres instanceof Postgres.Primary primary)
        || primary.timeline() != open.branch().timeline()) {
      return Optional.empty();
    }
    List<Optional<Lsn>> flushed =
        state.inForce().stream().map(entry -> flushedBy(entry.set(), primary)).toList();
    if (flushed.isEmpty() || flushed.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return flushed.stream()
        .flatMap(Optional::stream)
        .min(Comparator.naturalOrder())
        .flatMap(lsn -> Optional.ofNullable(boundaries.floor(lsn)))
        .map(lsn -> new Position(open.branch(), lsn));
  }

  /** How far the primary's own WAL reached when it was seen last. */
  static Optional<Position> endOf(ClusterState state, Postgres postgres) {
    return state.reign() instanceof Reign.Open open
            && postgres instanceof Postgres.Primary primary
            && primary.timeline() == open.branch().timeline()
        ? Optional.of(new Position(open.branch(), primary.flushed()))
        : Optional.empty();
  }

  private static Optional<Lsn> flushedBy(SyncSet set, Postgres.Primary primary) {
    if (set.isEmpty()) {
      return Optional.empty();
    }
    return set.members().stream()
        .flatMap(member -> ofMember(member.name(), primary).stream())
        .sorted(Comparator.reverseOrder())
        .skip(set.k() - 1L)
        .findFirst();
  }

  private static Optional<Lsn> ofMember(String name, Postgres.Primary primary) {
    return primary.standbys().stream()
        .filter(s -> s.name().equals(name) && s.streaming() && s.isHonest())
        .map(Postgres.Sender::flushed)
        .findFirst();
  }
}
