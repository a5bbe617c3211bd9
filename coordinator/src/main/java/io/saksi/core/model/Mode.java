package io.saksi.core.model;

/** The operating modes, as SQL Server's database mirroring has them (design, section 6). */
public enum Mode {
  /** Commits wait for the sync set; failover is automatic, to an eligible standby only. */
  SYNC_AUTO,
  /** Commits wait for the sync set; only an operator fails over. */
  SYNC_MANUAL,
  /** Commits wait for nobody. */
  ASYNC
}
