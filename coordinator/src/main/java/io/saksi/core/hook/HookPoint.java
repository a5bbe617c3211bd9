package io.saksi.core.hook;

import java.util.Locale;

/** When programs of the operator's run; each has a directory of them. */
public enum HookPoint {
  /** On every node that is heard, before a planned change of roles is begun: it may refuse it. */
  BEFORE_SWITCHOVER,
  /** On every node, when a change of roles has begun. Nobody waits for it. */
  BEFORE_CHANGE,
  /** On the node that is to stop being the primary. Nobody waits for it. */
  BEFORE_DEMOTE,
  /** On the node that was elected. Nobody waits for it. */
  BEFORE_PROMOTE,
  /** On the primary, once it is open. */
  AFTER_PROMOTE,
  /** On the former primary, once another one is open. */
  AFTER_DEMOTE,
  /** On every node, once a primary is open. */
  AFTER_CHANGE;

  /** Its directory, and its name for people. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
