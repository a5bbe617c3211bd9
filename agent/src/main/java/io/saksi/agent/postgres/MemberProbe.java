package io.saksi.agent.postgres;

import io.saksi.core.model.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Whether another member's PostgreSQL would let this node in for replication. */
public final class MemberProbe {
  private MemberProbe() {}

  /**
   * Begins to log in as a standby of it would, and goes no further. Blocks for at most the bound.
   *
   * @return what the server said instead of asking for a password; empty if it asks
   * @throws IOException if it is not reached, or says nothing
   */
  public static Optional<String> refusal(Endpoint postgres, Duration bound) throws IOException {
    return new GateProbe(postgres.host(), postgres.port())
        .refusal("postgres", Secrets.REPLICATOR, bound);
  }
}
