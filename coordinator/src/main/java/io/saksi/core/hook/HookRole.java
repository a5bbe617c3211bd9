package io.saksi.core.hook;

/** What a node is to the cluster. */
public enum HookRole {
  /** Not known, or it was none before. */
  NONE,
  PRIMARY,
  STANDBY,
  WITNESS
}
