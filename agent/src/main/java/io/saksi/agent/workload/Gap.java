package io.saksi.agent.workload;

import io.saksi.core.model.Moment;
import java.time.Duration;

/**
 * A time without any acknowledged commit, from one to the next, on {@link Writer#now()}'s clock.
 *
 * @param over whether the next came; else the end is the moment of asking
 */
public record Gap(Moment begin, Moment end, boolean over) {
  public Duration length() {
    return end.since(begin);
  }
}
