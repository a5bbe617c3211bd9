package io.saksi.agent.postgres;

import io.saksi.core.model.InstanceId;
import java.nio.file.Path;

/** How a rewind ended. */
public sealed interface RewindOutcome {
  /**
   * Ready to start as a standby.
   *
   * @param salvage where the WAL that was dropped is kept
   */
  record Rewound(InstanceId instance, Path salvage) implements RewindOutcome {}

  /** Nothing was changed but by the instance's own crash recovery; it may be tried again. */
  record Untouched(String reason) implements RewindOutcome {}

  /** Only a new clone helps. */
  record Damaged(String reason) implements RewindOutcome {}
}
