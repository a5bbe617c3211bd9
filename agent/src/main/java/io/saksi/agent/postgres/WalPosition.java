package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;

/** How far a write-ahead log reaches, as PostgreSQL knows it: it does not know about epochs. */
public record WalPosition(int timeline, Lsn lsn) {
  @Override
  public String toString() {
    return timeline + ":" + lsn;
  }
}
