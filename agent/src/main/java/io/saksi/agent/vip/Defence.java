package io.saksi.agent.vip;

import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When to announce a held address: often in the beginning, and again after somebody else has
 * claimed it. RFC 5227, section 2.4 (c): such a claim is answered at once, but not more often than
 * once in {@link #INTERVAL}, so that two hosts that both insist do not flood the link; and the
 * address is not given up, for the lease says whose it is. The last word after a dispute is ours.
 * Confined to the desk's thread.
 */
final class Defence {
  /**
   * More than once: frames get lost, and Linux takes no news of a neighbour within a second of the
   * last ({@code neigh/locktime}).
   */
  static final List<Duration> SCHEDULE =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));

  /** {@code DEFEND_INTERVAL} of RFC 5227. */
  static final Duration INTERVAL = Duration.ofSeconds(10);

  /** A member that claims our address is on its way out: its lease is over. */
  static final Duration INTERVAL_AMONG_MEMBERS = Duration.ofSeconds(1);

  private final Moment taken;
  private int announced;
  private Optional<Moment> defended = Optional.empty();
  private Optional<Moment> due = Optional.empty();
  private Optional<Claim> claim = Optional.empty();

  /** Somebody else said that he has the address. */
  record Claim(String hardware, Moment at) {}

  Defence(Moment taken) {
    this.taken = taken;
  }

  void claimed(String hardware, boolean member, Moment now) {
    claim = Optional.of(new Claim(hardware, now));
    Duration interval = member ? INTERVAL_AMONG_MEMBERS : INTERVAL;
    Moment earliest = defended.map(at -> at.plus(interval)).orElse(now);
    due = due.or(() -> Optional.of(earliest.isBefore(now) ? now : earliest));
  }

  /** Whether to announce now; counts it as done. */
  boolean announceNow(Moment now) {
    boolean scheduled =
        announced < SCHEDULE.size() && now.since(taken).compareTo(SCHEDULE.get(announced)) >= 0;
    if (scheduled) {
      announced++;
    }
    boolean defends = due.map(at -> !now.isBefore(at)).orElse(false);
    if (defends) {
      due = Optional.empty();
      defended = Optional.of(now);
    }
    return scheduled || defends;
  }

  /** The last claim, while it is recent enough to be told. */
  Optional<Claim> recentClaim(Moment now) {
    return claim.filter(c -> now.since(c.at()).compareTo(INTERVAL.multipliedBy(3)) < 0);
  }
}
