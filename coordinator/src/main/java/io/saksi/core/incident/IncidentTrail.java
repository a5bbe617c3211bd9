package io.saksi.core.incident;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.state.ClusterState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last incidents, oldest first. It grows with the log, in the same order on every replica, so
 * any agent tells the same story, also after restarts and from snapshots.
 *
 * @param dropped older ones, forgotten
 * @param since the first renewal of a lease that carried a time: before it there was no service
 *     that could have been missed, or nothing is known of it
 * @param service the last sign of it
 */
public record IncidentTrail(
    List<Incident> incidents, long dropped, Optional<Stamp> since, Optional<Service> service) {
  public static final IncidentTrail EMPTY =
      new IncidentTrail(List.of(), 0, Optional.empty(), Optional.empty());

  /** Kept. */
  public static final int LONGEST = 200;

  public IncidentTrail {
    incidents = List.copyOf(incidents);
  }

  /**
   * After an entry was applied. One without a time was written by an older Saksi, and is not given
   * to this: a replica that has such entries behind a snapshot does not know them either.
   *
   * @param before the state; empty for the first entry
   */
  public IncidentTrail after(Optional<ClusterState> before, Entry entry) {
    return before.map(state -> new Recorder(this, state, entry).next()).orElse(this);
  }

  /** The one that goes on. */
  public Optional<Incident> underWay() {
    return incidents.isEmpty()
        ? Optional.empty()
        : Optional.of(incidents.getLast()).filter(last -> !last.isOver());
  }

  /** Why the reign of this epoch began: what ended the one before it that was open. */
  public Optional<Cause> causeOf(Epoch epoch) {
    return incidents.reversed().stream()
        .filter(incident -> incident.decisive().map(e -> e.epoch().equals(epoch)).orElse(false))
        .findFirst()
        .flatMap(Incident::first)
        .map(Election::cause);
  }

  public Optional<Incident> find(long number) {
    return incidents.stream().filter(i -> i.number() == number).findFirst();
  }

  long nextNumber() {
    return dropped + incidents.size() + 1;
  }

  IncidentTrail with(Incident added) {
    List<Incident> all = new ArrayList<>(incidents);
    all.add(added);
    int over = Math.max(0, all.size() - LONGEST);
    return new IncidentTrail(all.subList(over, all.size()), dropped + over, since, service);
  }

  IncidentTrail withLast(Incident changed) {
    List<Incident> all = new ArrayList<>(incidents);
    all.set(all.size() - 1, changed);
    return new IncidentTrail(all, dropped, since, service);
  }

  IncidentTrail with(Service now) {
    Optional<Stamp> known = service.isPresent() ? since : Optional.of(now.last());
    return new IncidentTrail(incidents, dropped, known, Optional.of(now));
  }
}
