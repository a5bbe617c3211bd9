package io.saksi.core.model;

import java.time.Duration;
import java.util.Optional;

/**
 * What an operator expects of the cluster where its primary is lost. No decision rests on it: it is
 * compared with what would happen now, and with what happened.
 *
 * @param rto for how long there may be no service, more than 0; empty: not said
 * @param rpo how much of what was acknowledged may be lost; empty: not said
 */
public record Goals(Optional<Duration> rto, Optional<Rpo> rpo) {
  public static final Goals NONE = new Goals(Optional.empty(), Optional.empty());

  public Goals {
    if (rto.isPresent() && !rto.get().isPositive()) {
      throw new IllegalArgumentException("rto: no failover takes no time: " + rto.get());
    }
  }

  /** A loss, as WAL or as the time in which it was written. */
  public sealed interface Rpo {
    /**
     * @param most at least 0; 0: no acknowledged commit may be lost
     */
    record Wal(long most) implements Rpo {
      public Wal {
        if (most < 0) {
          throw new IllegalArgumentException("rpo: bytes are not negative: " + most);
        }
      }
    }

    /**
     * @param most more than 0: for 0 there is {@link Wal}
     */
    record Time(Duration most) implements Rpo {
      public Time {
        if (!most.isPositive()) {
          throw new IllegalArgumentException("rpo: a time is more than 0: " + most);
        }
      }
    }
  }
}
