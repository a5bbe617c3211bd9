package io.saksi.agent.cli.incident;

import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.IncidentStep;
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
 * @param atLeastMillis what single clocks measured of it: the dates are of two nodes' wall clocks
 * @param exact whether one clock measured all of it
 */
record Gap(
    long incident,
    String kind,
    String cause,
    Instant from,
    Optional<Instant> to,
    long atLeastMillis,
    boolean exact) {
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
              0,
              false));
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
        incident.hasOutageMs() ? incident.getOutageMs() : measured(incident),
        incident.hasOutageMs() && incident.getOutageExact());
  }

  /** So far. */
  private static long measured(IncidentRecord incident) {
    return incident.getStepsList().stream()
        .filter(IncidentStep::getExact)
        .mapToLong(IncidentStep::getTookMs)
        .sum();
  }

  boolean isPlanned() {
    return kind.equals(SWITCHOVER);
  }

  boolean lasts() {
    return to.isEmpty();
  }

  boolean touches(Period.Span span, Instant now) {
    return from.isBefore(span.to()) && (lasts() || until(now).isAfter(span.from()));
  }

  /** Up to now where it lasts. Never less than was measured, whatever two nodes' clocks say. */
  long millis(Instant now) {
    long byDates = to.orElse(now).toEpochMilli() - from.toEpochMilli();
    return exact ? atLeastMillis : Math.max(atLeastMillis, byDates);
  }

  /** Where it ends by the clock that says when it begins. */
  Instant until(Instant now) {
    return from.plusMillis(millis(now));
  }
}
