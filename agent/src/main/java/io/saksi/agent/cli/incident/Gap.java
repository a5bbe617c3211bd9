package io.saksi.agent.cli.incident;

import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.ListIncidentsReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A time without service.
 *
 * @param incident its number; 0: none has begun yet
 * @param to empty: it lasts
 * @param measuredMillis by one clock, where that is so: more exact than the difference of the dates
 */
record Gap(
    long incident,
    String kind,
    String cause,
    Instant from,
    Optional<Instant> to,
    Optional<Long> measuredMillis) {
  private static final String SWITCHOVER = "switchover";

  /** Oldest first. */
  static List<Gap> of(ListIncidentsReply reply) {
    List<Gap> gaps = new ArrayList<>();
    for (IncidentRecord incident : reply.getIncidentsList()) {
      if (incident.hasDownFromMs()) {
        gaps.add(of(incident));
      }
    }
    HistoryView view = reply.getView();
    if (view.hasSilentSinceMs()) {
      gaps.add(
          new Gap(
              0,
              "lapse",
              "LEASE_LAPSED",
              Instant.ofEpochMilli(view.getSilentSinceMs()),
              Optional.empty(),
              Optional.empty()));
    }
    gaps.sort(Comparator.comparing(Gap::from));
    return gaps;
  }

  private static Gap of(IncidentRecord incident) {
    return new Gap(
        incident.getNumber(),
        incident.getKind(),
        incident.getCause(),
        Instant.ofEpochMilli(incident.getDownFromMs()),
        incident.hasDownToMs()
            ? Optional.of(Instant.ofEpochMilli(incident.getDownToMs()))
            : Optional.empty(),
        incident.hasOutageMs() && incident.getOutageExact()
            ? Optional.of(incident.getOutageMs())
            : Optional.empty());
  }

  boolean isPlanned() {
    return kind.equals(SWITCHOVER);
  }

  boolean lasts() {
    return to.isEmpty();
  }

  /** Up to now where it lasts. Never negative, whatever the clocks of two nodes say. */
  long millis(Instant now) {
    return measuredMillis.orElseGet(
        () -> Math.max(0, to.orElse(now).toEpochMilli() - from.toEpochMilli()));
  }
}
