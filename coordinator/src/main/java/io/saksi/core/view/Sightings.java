package io.saksi.core.view;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Since when the leading node's PostgreSQL has been seen as the primary of its epoch, and since
 * when each of its WAL senders has streamed without a break, or has been gone. A fold over the
 * reports that arrive, so that damping needs no clock of its own.
 *
 * @param epoch the reign it is about; another one starts it anew
 * @param leadingSince empty until a report shows it
 * @param streamingSince by {@code application_name}
 * @param losses how often each counted standby was lost, as far as this leader saw; forgiven when
 *     it has been back for long
 * @param goneSince senders that are looked for and are not there
 */
public record Sightings(
    Epoch epoch,
    Optional<Moment> leadingSince,
    Map<String, Moment> streamingSince,
    Map<String, Moment> goneSince,
    Map<String, Integer> losses) {
  /** A counted standby that has streamed this long without a break is no longer said to flap. */
  private static final Duration FORGIVEN = Duration.ofMinutes(10);

  public Sightings(
      Epoch epoch,
      Optional<Moment> leadingSince,
      Map<String, Moment> streamingSince,
      Map<String, Moment> goneSince) {
    this(epoch, leadingSince, streamingSince, goneSince, Map.of());
  }

  public static final Sightings NONE =
      new Sightings(Epoch.NONE, Optional.empty(), Map.of(), Map.of(), Map.of());

  public Sightings {
    streamingSince = Map.copyOf(streamingSince);
    goneSince = Map.copyOf(goneSince);
    losses = Map.copyOf(losses);
  }

  /**
   * @param wanted names to be missed even if they were never there
   */
  public Sightings next(Epoch current, Postgres leader, Iterable<String> wanted, Moment now) {
    Sightings before =
        epoch.equals(current)
            ? this
            : new Sightings(current, Optional.empty(), Map.of(), Map.of(), losses);
    if (!(leader instanceof Postgres.Primary primary) || !primary.serves().equals(current)) {
      return before;
    }
    Map<String, Moment> streaming = new TreeMap<>();
    for (Postgres.Sender sender : primary.standbys()) {
      if (sender.streaming() && sender.isHonest()) {
        Moment since = before.streamingSince.get(sender.name());
        streaming.put(sender.name(), since == null ? now : since);
      }
    }
    Map<String, Moment> gone = new TreeMap<>(before.goneSince);
    wanted.forEach(name -> gone.putIfAbsent(name, now));
    gone.keySet().removeAll(streaming.keySet());
    // Only who is counted is missed: one that is counted again was not gone all the while before.
    Set<String> missed = new TreeSet<>();
    wanted.forEach(missed::add);
    gone.keySet().retainAll(missed);
    return new Sightings(
        current,
        Optional.of(before.leadingSince.orElse(now)),
        streaming,
        gone,
        before.counted(wanted, streaming, now));
  }

  /** Each counted standby that was streaming and no longer is has been lost once more. */
  private Map<String, Integer> counted(
      Iterable<String> wanted, Map<String, Moment> streaming, Moment now) {
    Map<String, Integer> counted = new TreeMap<>(losses);
    for (String name : wanted) {
      Moment since = streaming.get(name);
      if (streamingSince.containsKey(name) && since == null) {
        counted.merge(name, 1, Integer::sum);
      } else if (since != null && now.since(since).compareTo(FORGIVEN) > 0) {
        counted.remove(name);
      }
    }
    return counted;
  }
}
