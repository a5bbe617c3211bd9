package io.saksi.agent.guard;

import io.saksi.core.model.Moment;

/** Where one {@link DeadlineWatch} leaves what it does; nothing here blocks. */
interface WatchRecord {
  /** It has looked, and would have acted. */
  void beat(Moment now);

  void killBegins(long generation);

  /** Every process is verified dead: this order, and those before it, are in force no longer. */
  void killIsDone(Armed armed, Moment started, Moment ended);
}
