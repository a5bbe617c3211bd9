package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.util.List;
import java.util.Optional;

/**
 * What a running instance says about itself, at one moment.
 *
 * @param serverVersion for example {@code 150018}
 * @param syncInForce {@code synchronous_standby_names} as the server has it
 * @param senders the standbys that stream from here
 */
public record Observation(
    Role role, int serverVersion, String syncInForce, List<SenderStatus> senders) {

  /** A server is one or the other, and each has positions of its own. */
  public sealed interface Role {
    int timeline();

    /**
     * @param flushed the end of what is durable
     * @param inserted the end of what has been written by sessions
     */
    record Primary(int timeline, Lsn flushed, Lsn inserted) implements Role {}

    /**
     * @param timeline of the last WAL that it has
     * @param received the end of what was received and flushed since it started; empty if nothing
     *     was
     * @param replayed the end of what is visible
     * @param replayPaused whether replay is held by somebody's order
     */
    record Standby(
        int timeline,
        Optional<Lsn> received,
        Lsn replayed,
        boolean replayPaused,
        Optional<ReceiverStatus> receiver)
        implements Role {
      /** The end of its WAL: after a change of timeline, received may step back behind replayed. */
      public Lsn end() {
        return received.filter(replayed::isBefore).orElse(replayed);
      }
    }
  }
}
