package io.saksi.core.audit;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/**
 * One request that was applied.
 *
 * @param version of the state after it
 * @param epoch of the reign at that moment
 * @param outcome how what takes a while ended; empty while it goes on, and for everything else
 */
public record AuditEntry(
    Request request, Command command, long version, Epoch epoch, Optional<Outcome> outcome) {
  /**
   * @param asOrdered whether the target leads
   * @param how in one sentence
   */
  public record Outcome(boolean asOrdered, String how) {}

  /** What was scheduled has begun: from here on it is that which is told under the order's key. */
  AuditEntry begunBy(Command.BeginSwitchover begin, ClusterState after) {
    return new AuditEntry(request, begin, after.version(), after.reign().epoch(), outcome);
  }

  AuditEntry endedBy(Outcome how) {
    return new AuditEntry(request, command, version, epoch, Optional.of(how));
  }

  /** Whether it began something that takes a while, and that has not ended. */
  public boolean isOpen() {
    boolean takesAWhile =
        command instanceof Command.BeginSwitchover
            || command instanceof Command.ScheduleSwitchover
            || command instanceof Command.ForceFailover
            || command instanceof Command.BeginMaintenance
            || command instanceof Command.EndMaintenance
            || command instanceof Command.Recover;
    return takesAWhile && outcome.isEmpty();
  }
}
