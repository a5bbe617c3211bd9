package io.saksi.agent.operate;

import io.saksi.core.incident.Incident;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Stamp;
import io.saksi.proto.v1.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long clients would be without a primary: as the last switchovers took, and what is measured
 * to be left over. For people, and to be compared with what they allow; nothing rests on it.
 *
 * @param grounds what it is made of
 */
record Forecast(Duration length, List<String> grounds) {
  private static final int LAST = 5;

  /** Where no switchover is on record: the design's own figures on ordinary disks, and some. */
  private static final Duration ASSUMED = Duration.ofSeconds(1);

  /** From the checkpoint that is made while serving to the one of the shutdown. */
  private static final Duration SINCE_CHECKPOINT = Duration.ofSeconds(2);

  /** Bytes a second where nothing was measured: a slow disk, a network of 1 GBit/s. */
  private static final long SLOW_DISK = 20L << 20;

  private static final long NETWORK = 100L << 20;

  /** Bytes: less is gone before anybody could measure it. */
  private static final long LITTLE = 1L << 20;

  Forecast {
    grounds = List.copyOf(grounds);
  }

  /**
   * @param behind bytes that the target has not received
   * @param unreplayed bytes that it has received and not replayed
   */
  record Backlog(long behind, long unreplayed) {}

  static Forecast of(IncidentTrail trail, Pace primary, Pace target, Backlog backlog) {
    List<Duration> last = lastOutages(trail);
    List<String> grounds = new ArrayList<>();
    Duration sum = base(last, grounds);
    long dirty = primary.getWritten() * SINCE_CHECKPOINT.toSeconds();
    sum = sum.plus(part(dirty, primary.getCheckpointed(), SLOW_DISK, "to be written", grounds));
    sum = sum.plus(part(backlog.behind(), 0, NETWORK, "to be received", grounds));
    sum =
        sum.plus(
            part(backlog.unreplayed(), target.getReplayed(), SLOW_DISK, "to be replayed", grounds));
    return new Forecast(sum, grounds);
  }

  private static Duration base(List<Duration> last, List<String> grounds) {
    if (last.isEmpty()) {
      grounds.add(seconds(ASSUMED) + " assumed: no switchover is on record");
      return ASSUMED;
    }
    Duration median = last.stream().sorted().toList().get(last.size() / 2);
    grounds.add(
        seconds(median)
            + (last.size() == 1
                ? " as the last switchover took"
                : " as the last " + last.size() + " switchovers took, by the median"));
    return median;
  }

  private static Duration part(
      long bytes, long measured, long otherwise, String what, List<String> grounds) {
    if (bytes < LITTLE) {
      return Duration.ZERO;
    }
    long rate = measured > 0 ? measured : otherwise;
    Duration length = Duration.ofMillis(Math.ceilDiv(bytes * 1000, rate));
    grounds.add(
        seconds(length)
            + ": "
            + megabytes(bytes)
            + " "
            + what
            + " at "
            + megabytes(rate)
            + "/s"
            + (measured > 0 ? "" : " (assumed)"));
    return length;
  }

  /** Of those that ended as ordered. */
  private static List<Duration> lastOutages(IncidentTrail trail) {
    List<Duration> all =
        trail.incidents().stream()
            .filter(i -> i.kind() == Incident.Kind.SWITCHOVER)
            .filter(i -> i.end().map(e -> e.how() == Incident.How.SWITCHED).orElse(false))
            .flatMap(i -> i.outage().stream())
            .map(Stamp.Span::length)
            .toList();
    return all.subList(Math.max(0, all.size() - LAST), all.size());
  }

  static String seconds(Duration length) {
    return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
  }

  private static String megabytes(long bytes) {
    return Math.max(1, bytes >> 20) + " MB";
  }
}
