package io.saksi.core;

import io.saksi.core.model.Goals;
import io.saksi.core.model.Settings;
import java.time.Duration;

/** Settings that are like others, but for what a test is about. */
public final class Tuned {
  private final Settings from;
  private int syncCount;
  private boolean exposedAllowed;
  private Duration leaseTtl;
  private int driftPerMille;
  private Duration candidateTimeout;
  private Duration memberStable;
  private Duration readTtl;
  private Goals goals;

  private Tuned(Settings from) {
    this.from = from;
    syncCount = from.syncCount();
    exposedAllowed = from.exposedAllowed();
    leaseTtl = from.leaseTtl();
    driftPerMille = from.driftPerMille();
    candidateTimeout = from.candidateTimeout();
    memberStable = from.memberStable();
    readTtl = from.readTtl();
    goals = from.goals();
  }

  public static Tuned like(Settings settings) {
    return new Tuned(settings);
  }

  public Tuned syncCount(int value) {
    syncCount = value;
    return this;
  }

  public Tuned exposedAllowed(boolean value) {
    exposedAllowed = value;
    return this;
  }

  public Tuned lease(Duration value) {
    leaseTtl = value;
    return this;
  }

  public Tuned drift(int perMille) {
    driftPerMille = perMille;
    return this;
  }

  public Tuned candidateTimeout(Duration value) {
    candidateTimeout = value;
    return this;
  }

  public Tuned memberStable(Duration value) {
    memberStable = value;
    return this;
  }

  public Tuned readTtl(Duration value) {
    readTtl = value;
    return this;
  }

  public Tuned goals(Goals value) {
    goals = value;
    return this;
  }

  public Settings settings() {
    return new Settings(
        from.mode(),
        syncCount,
        exposedAllowed,
        leaseTtl,
        driftPerMille,
        from.leaseMargin(),
        from.silence(),
        from.gatherTimeout(),
        candidateTimeout,
        from.memberLost(),
        memberStable,
        readTtl,
        from.asyncLagBound(),
        from.failoverPause(),
        goals);
  }
}
