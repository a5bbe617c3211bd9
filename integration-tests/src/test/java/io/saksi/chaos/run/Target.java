package io.saksi.chaos.run;

/** Whom a fault strikes, found at the moment when it does. */
enum Target {
  PRIMARY,
  /** Any of them, drawn. */
  STANDBY,
  RAFT_LEADER,
  /** The whole cluster, or nobody in particular. */
  ALL
}
