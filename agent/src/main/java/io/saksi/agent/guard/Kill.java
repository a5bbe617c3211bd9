package io.saksi.agent.guard;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;

/**
 * PostgreSQL killed by the guard, every process of it verified dead.
 *
 * @param number of kills in this boot up to this one, from 1
 * @param epoch that was armed; {@link Epoch#NONE} where the order could not be read
 */
public record Kill(long number, Epoch epoch, Moment started, Moment ended) {
  /** Why. */
  public enum Reason {
    /** Nobody renewed in time. */
    DEADLINE_PASSED,
    /** The file was damaged or of another layout: it may have held a deadline that is over. */
    FILE_UNREADABLE
  }

  public Reason reason() {
    return reasonFor(epoch);
  }

  static Reason reasonFor(Epoch epoch) {
    return epoch.equals(Epoch.NONE) ? Reason.FILE_UNREADABLE : Reason.DEADLINE_PASSED;
  }
}
