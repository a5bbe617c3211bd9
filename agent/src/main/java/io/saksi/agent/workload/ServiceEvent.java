package io.saksi.agent.workload;

import io.saksi.core.model.Moment;

/** What the writers noticed, as they noticed it. */
public sealed interface ServiceEvent {
  /**
   * No writer has a working connection any more, or nobody was acknowledged for a while.
   *
   * @param at when it was noticed
   * @param cause what the last failure said
   */
  record Lost(Moment at, String cause) implements ServiceEvent {}

  /** The first acknowledged commit after that, and the time without one. */
  record Back(Moment at, Gap gap) implements ServiceEvent {}
}
