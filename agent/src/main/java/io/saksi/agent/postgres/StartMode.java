package io.saksi.agent.postgres;

import java.util.Optional;

/** As what PostgreSQL starts. The gate is closed in either case. */
public sealed interface StartMode {
  /** In recovery; without an upstream it replays what it has and receives nothing. */
  record Standby(Optional<Upstream> upstream) implements StartMode {}

  /** On its current timeline, taking writes once its gate opens. */
  record Primary(SyncSetting sync) implements StartMode {}
}
