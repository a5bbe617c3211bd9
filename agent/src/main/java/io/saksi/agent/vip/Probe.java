package io.saksi.agent.vip;

import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether anybody else has an address. RFC 5227 probes for some seconds, for hosts that have
 * nothing else to go by. Here the former holder was fenced before, and it is proven; so this is
 * about strangers, and short enough to be over before a candidate is promoted. Confined to the
 * desk's thread.
 */
final class Probe {
  static final int PROBES = 3;
  static final Duration BETWEEN = Duration.ofMillis(60);

  /** A stranger is asked again after this. */
  static final Duration AGAIN = Duration.ofSeconds(1);

  /** A round that is over speaks for this long, while the next one goes on. */
  private static final Duration SPEAKS = Duration.ofSeconds(3);

  private Optional<Moment> lastSent = Optional.empty();
  private int sent;
  private Set<String> answered = new TreeSet<>();
  private Optional<Round> before = Optional.empty();

  private record Round(Moment at, Set<String> answered) {}

  boolean isDue(Moment now) {
    return sent < PROBES && lastSent.map(at -> now.since(at).compareTo(BETWEEN) >= 0).orElse(true);
  }

  void sent(Moment now) {
    lastSent = Optional.of(now);
    sent++;
  }

  void answered(String hardware) {
    answered.add(hardware);
  }

  /**
   * Whether {@link #stranger} can be told: a promotion that is done does not wait for a new round.
   */
  boolean hasVerdict(Moment now) {
    return isOver(now) || before.filter(b -> now.since(b.at()).compareTo(SPEAKS) < 0).isPresent();
  }

  /** Every probe was sent, and the last one had time to be answered. */
  private boolean isOver(Moment now) {
    return sent == PROBES && now.since(lastSent.orElseThrow()).compareTo(BETWEEN) >= 0;
  }

  /**
   * Somebody who is no member answered. A member that answers is the former holder: it was fenced,
   * only its kernel still speaks, and clients are better off with us.
   */
  Optional<String> stranger(Set<String> members, Moment now) {
    Set<String> all = new TreeSet<>(answered);
    if (!isOver(now)) {
      before.ifPresent(b -> all.addAll(b.answered()));
    }
    return all.stream().filter(hardware -> !members.contains(hardware)).findFirst();
  }

  /** Begins the next round when it is time. */
  void goOn(Moment now) {
    if (isOver(now) && now.since(lastSent.orElseThrow()).compareTo(AGAIN) >= 0) {
      Round round = new Round(now, answered);
      forget();
      before = Optional.of(round);
    }
  }

  void forget() {
    sent = 0;
    lastSent = Optional.empty();
    answered = new TreeSet<>();
    before = Optional.empty();
  }
}
